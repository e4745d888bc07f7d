//! Signing in with a password that an auth source keeps.

use directory::Credential;
use directory::passwords::Password;
use directory::sessions::{self, Door, KeptAt};
use directory::sources::{self, Deletion};
use directory::users::{self, Change, Edit, NewUser};
use model::refusal::BadCredential;
use model::{Origin, Refusal, TokenKind};
use testkit::slapd::{BASE, Slapd};
use testkit::{World, on_both_engines};

use crate::kit::*;
use crate::ldap_kit::{import, source};

const WRONG: Refusal = Refusal::Unauthenticated(BadCredential::Unknown);

async fn sign_in_kept(world: &World, login: &str, text: &str, kept_at: KeptAt<&str>) -> Result<(), Refusal> {
    let (door, typed) = (Door { login, kept_at }, Password::new(text.to_owned()));
    let request = ask(world);
    sessions::open(&world.directory, &request, TokenKind::Aria, door, typed, SIX_HOURS).await.map(drop)
}

async fn disable(world: &World, user: &str) {
    let draft = Ok((login(user), Edit::Said(vec![Change::Enabled(false)])));
    users::update(&world.directory, &ask(world), &Credential::System, draft, None).await.unwrap();
}

on_both_engines! {
    async fn the_password_of_the_source_opens_and_no_other_does(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        let opened = sign_in(&world, "U0001", "pw-u0001").await.unwrap();
        assert_eq!(opened.user.origin, Origin::Imported(source.key));
        used(&world, &bearer(TokenKind::Aria, opened.secret.reveal())).await.unwrap();
        for wrong in ["", " ", "pw-u0002", "PW-U0001", "pw-u0001 "] {
            assert_eq!(sign_in(&world, "u0001", wrong).await.unwrap_err(), WRONG, "{wrong:?}");
        }
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE password IS NOT NULL AND login_key = 'u0001'").await, 0);
    }

    async fn who_is_in_the_source_and_not_here_does_not_sign_in(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        make(&world, with_password("u0002", "own-secret-1")).await;
        make(&world, NewUser { origin: Origin::External(None), ..named("u0003") }).await;
        for login in ["u0002", "u0003", "u0004", "*", "u000*"] {
            let refused = sign_in(&world, login, "pw-u0001").await.unwrap_err();
            assert_eq!(refused, WRONG, "{login}");
        }
        for login in ["u0002", "u0003", "u0004"] {
            assert_eq!(sign_in(&world, login, &format!("pw-{login}")).await.unwrap_err(), WRONG, "{login}");
        }
    }

    async fn a_linked_user_signs_in_as_an_imported_one_does(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        make(&world, NewUser { origin: Origin::External(Some(source.key)), ..named("u0001") }).await;
        sign_in(&world, "u0001", "pw-u0001").await.unwrap();
    }

    async fn every_axis_keeps_out_whom_the_source_lets_in(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        disable(&world, "u0001").await;
        let refused = sign_in(&world, "u0001", "pw-u0001").await.unwrap_err();
        assert_eq!(refused, Refusal::Locked { disabled: true });
        assert_eq!(sign_in(&world, "u0001", "wrong").await.unwrap_err(), WRONG);
    }

    async fn who_is_disabled_or_gone_at_the_source_is_kept_out(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001", "u0002"]).await.unwrap();
        sign_in(&world, "u0001", "pw-u0001").await.unwrap();
        slapd.change(&format!(
            "dn: uid=u0001,ou=people,{BASE}\nchangetype: delete\n\n\
             dn: uid=u0002,ou=people,{BASE}\nchangetype: modify\nadd: objectClass\nobjectClass: shadowAccount\n-\n\
             add: shadowExpire\nshadowExpire: 1\n"
        ));
        assert_eq!(sign_in(&world, "u0001", "pw-u0001").await.unwrap_err(), WRONG);
        assert_eq!(sign_in(&world, "u0002", "pw-u0002").await.unwrap_err(), WRONG);
    }

    async fn a_source_that_does_not_answer_lets_nobody_in_and_nobody_notice(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        slapd.stop();
        assert_eq!(sign_in(&world, "u0001", "pw-u0001").await.unwrap_err(), WRONG);
        slapd.start_again();
        sign_in(&world, "u0001", "pw-u0001").await.unwrap();
    }

    async fn what_was_tried_while_the_source_was_away_is_no_guess(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        slapd.stop();
        for _ in 0..10 {
            assert_eq!(sign_in(&world, "u0001", "pw-u0001").await.unwrap_err(), WRONG);
        }
        slapd.start_again();
        sign_in(&world, "u0001", "pw-u0001").await.unwrap();
    }

    async fn a_deleted_source_lets_nobody_in(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        make(&world, NewUser { origin: Origin::External(Some(source.key)), ..named("u0001") }).await;
        let deletion = Deletion { id: source.id, login: None, secret: None, force: false };
        sources::delete(&world.directory, &ask(&world), &Credential::System, Ok(deletion)).await.unwrap();
        assert_eq!(sign_in(&world, "u0001", "pw-u0001").await.unwrap_err(), WRONG);
    }

    async fn a_door_may_ask_where_the_password_is_kept(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        make(&world, with_password("ada", "own-secret-1")).await;
        for (login, text, kept_at, opens) in [
            ("u0001", "pw-u0001", KeptAt::Source("corp"), true),
            ("u0001", "pw-u0001", KeptAt::Source("Corp"), false),
            ("u0001", "pw-u0001", KeptAt::Here, false),
            ("u0001", "pw-u0001", KeptAt::Anywhere, true),
            ("ada", "own-secret-1", KeptAt::Here, true),
            ("ada", "own-secret-1", KeptAt::Source("corp"), false),
            ("ada", "own-secret-1", KeptAt::Source("nowhere"), false),
        ] {
            let answer = sign_in_kept(&world, login, text, kept_at).await;
            assert_eq!(answer, if opens { Ok(()) } else { Err(WRONG) }, "{login} {kept_at:?}");
        }
    }

    async fn a_password_with_each_call_is_asked_of_the_source_each_time(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        let call = || async {
            let typed = Password::new("pw-u0001".to_owned());
            let request = ask(&world);
            let credential = sessions::by_password(&world.directory, &request, "u0001", typed).await?;
            users::current(&world.directory, &request, &credential, users::Parts::NONE).await
        };
        call().await.unwrap();
        slapd.stop();
        assert_eq!(call().await.unwrap_err(), WRONG);
    }

    async fn a_password_with_each_call_is_recorded_once_a_minute(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001", "u0002"]).await.unwrap();
        let call = async |login: &str, text: &str| {
            let typed = Password::new(text.to_owned());
            sessions::by_password(&world.directory, &ask(&world), login, typed).await.map(drop)
        };
        let recorded = async || one(&world, "SELECT count(*) FROM audit_events WHERE event = 'auth.succeeded'").await;
        for _ in 0..3 {
            call("u0001", "pw-u0001").await.unwrap();
        }
        assert_eq!(call("u0001", "pw-u0002").await.unwrap_err(), WRONG);
        assert_eq!(recorded().await, 1);
        call("u0002", "pw-u0002").await.unwrap();
        assert_eq!(recorded().await, 2, "of each user");
        world.clock.set(world.directory.now().plus_seconds(60));
        call("u0001", "pw-u0001").await.unwrap();
        assert_eq!(recorded().await, 3);
    }

    async fn guesses_at_a_source_close_the_door(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        for _ in 0..5 {
            assert_eq!(sign_in(&world, "u0001", "wrong").await.unwrap_err(), WRONG);
        }
        assert_eq!(sign_in(&world, "u0001", "pw-u0001").await.unwrap_err(), WRONG);
    }
}
