//! A code after the password (RFC 6238): once, for a while, and not by guessing.

use directory::groups::{self, Join};
use directory::passwords::Password;
use directory::second_factor::OtherDoors;
use directory::users::{self, Change, Edit, NewLock, NewUser};
use directory::{Credential, sessions, tokens};
use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{AccessWindow, Privilege, Refusal, TokenKind};
use testkit::slapd::Slapd;
use testkit::{World, on_both_engines};

use crate::kit::*;
use crate::ldap_kit::{import, source};
use crate::second_factor_kit::*;

const UNKNOWN: Refusal = Refusal::Unauthenticated(BadCredential::Unknown);

async fn change(world: &World, user: &str, change: Change) {
    let draft = Ok((login(user), Edit::Said(vec![change])));
    users::update(&world.directory, &ask(world), &Credential::System, draft, None).await.unwrap();
}

/// A password that comes with each call.
async fn with_each_call(node: &directory::Directory, world: &World, user: &str) -> Result<(), Refusal> {
    let typed = Password::new(PASSWORD.to_owned());
    let credential = sessions::by_password(node, &ask(world), user, typed).await?;
    users::current(node, &ask(world), &credential, users::Parts::NONE).await.map(drop)
}

on_both_engines! {
    async fn nobody_is_asked_until_a_group_asks(world: World) {
        make_group(&world, ASKING).await;
        member(&world, "ada").await;
        let opened = try_first(&world, "192.0.2.1", "ada").await.unwrap();
        assert_eq!(opened.awaits_code, None);
        used(&world, &held(&opened)).await.unwrap();
    }

    async fn a_member_is_asked_from_the_first_to_the_last_microsecond(world: World) {
        asked(&world, "other").await;
        let from = world.directory.now().plus_seconds(60);
        let until = from.plus_seconds(60);
        let dated = Join { from: Some(from), until: Some(until), ..Join::now(group(ASKING)) };
        make(&world, NewUser { groups: vec![dated], ..with_password("ada", PASSWORD) }).await;
        let before = held(&try_first(&world, "192.0.2.1", "ada").await.unwrap());
        let elsewhere = session(&world, "ada", PASSWORD).await;
        for (instant, is_asked) in [(from.plus_micros(-1), false), (from, true), (until.plus_micros(-1), true), (until, false)] {
            world.clock.set(instant);
            let opened = try_first(&world, "192.0.2.1", "ada").await.unwrap();
            assert_eq!(opened.awaits_code.is_some(), is_asked, "{instant:?}");
            let expected = if is_asked { Err(NO_CODE) } else { Ok(()) };
            for old in [&before, &elsewhere] {
                assert_eq!(used(&world, old).await, expected, "a session without a code, {instant:?}");
            }
        }
    }

    async fn a_session_that_awaits_a_code_opens_its_steps_and_nothing_else(world: World) {
        asked(&world, "ada").await;
        let session = first(&world, "ada").await;
        assert_eq!(used(&world, &session).await, Err(NO_CODE));
        let mut draft = with_password("b", PASSWORD);
        draft.grants = vec![];
        assert_eq!(create(&world, &session, vec![draft]).await.unwrap_err(), NO_CODE);
        let other = first(&world, "ada").await;
        tokens::release(&world.directory, &ask(&world), &other).await.unwrap();
        assert_eq!(give(&world, &other, "000000").await.unwrap_err(), UNKNOWN);
        let secret = draw(&world, &session).await.unwrap();
        let opened = give(&world, &session, &code(&world, &secret)).await.unwrap();
        used(&world, &held(&opened)).await.unwrap();
    }

    async fn a_code_is_awaited_for_five_minutes(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let session = first(&world, "ada").await;
        world.clock.turn(300);
        world.clock.turn_micros(-1);
        assert_eq!(give(&world, &session, &wrong(&world, &secret)).await.unwrap_err(), WRONG_CODE);
        world.clock.turn_micros(1);
        let over = Refusal::Expired(Expiry::Credential);
        assert_eq!(give(&world, &session, &code(&world, &secret)).await.unwrap_err(), over);
        assert_eq!(draw(&world, &session).await.unwrap_err(), over);
    }

    async fn the_right_code_opens_another_session_in_place_of_the_one_that_awaited_it(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let awaiting = try_first(&world, "192.0.2.1", "ada").await.unwrap();
        assert!(awaiting.awaits_code.unwrap().enrolled);
        let code = code(&world, &secret);
        let opened = give(&world, &held(&awaiting), &code).await.unwrap();
        assert_ne!(opened.secret.reveal(), awaiting.secret.reveal());
        assert_eq!(opened.awaits_code, None);
        used(&world, &held(&opened)).await.unwrap();
        assert_eq!(used(&world, &held(&awaiting)).await, Err(UNKNOWN));
        assert_eq!(give(&world, &held(&awaiting), &code).await.unwrap_err(), UNKNOWN);
        assert_eq!(give(&world, &held(&opened), &code).await.unwrap_err(), NO_CODE, "it awaits none");
        assert_eq!(draw(&world, &held(&opened)).await.unwrap_err(), NO_CODE);
    }

    async fn a_secret_counts_from_its_first_right_code_on_and_is_then_drawn_no_more(world: World) {
        asked(&world, "ada").await;
        let awaiting = try_first(&world, "192.0.2.1", "ada").await.unwrap();
        assert!(!awaiting.awaits_code.unwrap().enrolled);
        let session = held(&awaiting);
        let (one, other) = (draw(&world, &session).await.unwrap(), draw(&world, &session).await.unwrap());
        assert_ne!(one, other);
        assert_eq!(give(&world, &session, &code(&world, &one)).await.unwrap_err(), WRONG_CODE);
        give(&world, &session, &code(&world, &other)).await.unwrap();
        let refused = draw(&world, &first(&world, "ada").await).await.unwrap_err();
        assert!(matches!(refused, Refusal::Conflict(_)), "{refused:?}");
        world.clock.turn(30);
        give(&world, &first(&world, "ada").await, &code(&world, &other)).await.unwrap();
    }

    async fn a_code_is_taken_once(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let code = code(&world, &secret);
        let (one, other) = (first(&world, "ada").await, first(&world, "ada").await);
        give(&world, &one, &code).await.unwrap();
        assert_eq!(give(&world, &other, &code).await.unwrap_err(), WRONG_CODE);
        world.clock.turn(30);
        assert_eq!(give(&world, &other, &code).await.unwrap_err(), WRONG_CODE, "one step later it were right still");
    }

    async fn of_two_calls_at_once_with_one_code_one_succeeds(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let code = code(&world, &secret);
        let (one, other) = (first(&world, "ada").await, first(&world, "ada").await);
        let (one, other) = tokio::join!(give(&world, &one, &code), give(&world, &other, &code));
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|right| **right).count(), 1);
        assert_eq!(one.err().or(other.err()), Some(WRONG_CODE));
        let same = first(&world, "ada").await;
        world.clock.turn(30);
        let code = self::code(&world, &secret);
        let (one, other) = tokio::join!(give(&world, &same, &code), give(&world, &same, &code));
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|right| **right).count(), 1);
        assert_eq!(count(&world, "tokens").await, 4, "one for each code that was right, and one that awaits one still");
    }

    async fn five_wrong_codes_end_the_session_and_close_the_door_from_there(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let (session, fresh) = (first(&world, "ada").await, first(&world, "ada").await);
        for _ in 0..5 {
            assert_eq!(give(&world, &session, &wrong(&world, &secret)).await.unwrap_err(), WRONG_CODE);
        }
        assert_eq!(give(&world, &session, &code(&world, &secret)).await.unwrap_err(), UNKNOWN);
        assert_eq!(give(&world, &fresh, &code(&world, &secret)).await.unwrap_err(), WRONG_CODE, "closed");
        give_from(&world, "192.0.2.2", &fresh, &code(&world, &secret)).await.unwrap();
        world.clock.turn(900);
        world.clock.turn_micros(-1);
        let session = first(&world, "ada").await;
        assert_eq!(give(&world, &session, &code(&world, &secret)).await.unwrap_err(), WRONG_CODE);
        world.clock.turn_micros(1);
        give(&world, &session, &code(&world, &secret)).await.unwrap();
    }

    async fn wrong_codes_from_one_site_are_counted_together(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let fresh = first(&world, "ada").await;
        for n in 1..=5 {
            let session = first(&world, "ada").await;
            let typed = wrong(&world, &secret);
            give_from(&world, &format!("2001:db8::{n}"), &session, &typed).await.unwrap_err();
        }
        let closed = give_from(&world, "2001:db8::9", &fresh, &code(&world, &secret)).await;
        assert_eq!(closed.unwrap_err(), WRONG_CODE);
        give_from(&world, "2001:db8:0:1::9", &fresh, &code(&world, &secret)).await.unwrap();
    }

    async fn a_right_code_ends_the_row_of_wrong_ones(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        for _ in 0..3 {
            let session = first(&world, "ada").await;
            for _ in 0..4 {
                assert_eq!(give(&world, &session, &wrong(&world, &secret)).await.unwrap_err(), WRONG_CODE);
            }
            give(&world, &session, &code(&world, &secret)).await.unwrap();
            world.clock.turn(30);
        }
    }

    async fn a_hundred_wrong_codes_from_anywhere_close_it_but_where_one_was_right(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        for n in 0..100 {
            let (address, session) = (format!("198.51.100.{n}"), first(&world, "ada").await);
            assert_eq!(give_from(&world, &address, &session, &wrong(&world, &secret)).await.unwrap_err(), WRONG_CODE);
        }
        let session = first(&world, "ada").await;
        let refused = give_from(&world, "203.0.113.1", &session, &code(&world, &secret)).await;
        assert_eq!(refused.unwrap_err(), WRONG_CODE);
        give(&world, &session, &code(&world, &secret)).await.unwrap();
    }

    async fn wrong_passwords_close_no_door_for_codes_whatever_they_are_typed_with(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let id = hex(&users::get(&world.directory, &ask(&world), &Credential::System, Ok(login("ada")), users::Parts::NONE).await.unwrap().user.id.0);
        let id = format!("{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]);
        for typed in [format!("code\n{id}"), format!("code{id}"), "ada\n".to_owned()] {
            for _ in 0..5 {
                sign_in(&world, &typed, "wrong password").await.unwrap_err();
            }
        }
        let session = held(&try_first(&world, "192.0.2.2", "ada").await.unwrap());
        give(&world, &session, &code(&world, &secret)).await.unwrap();
    }

    async fn what_is_no_code_is_a_wrong_one(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let code = code(&world, &secret);
        let odd = ["", " ", &format!("{code} "), &format!(" {code}"), &format!("0{code}"), &code[..5], &format!("+{}", &code[1..]), "１２３４５６", &"1".repeat(100_000), "12\u{0}456"].map(str::to_owned);
        for (n, odd) in odd.iter().enumerate() {
            let (address, session) = (format!("198.51.100.{n}"), first(&world, "ada").await);
            assert_eq!(give_from(&world, &address, &session, odd).await.unwrap_err(), WRONG_CODE, "{n}");
        }
        give(&world, &first(&world, "ada").await, &code).await.unwrap();
    }

    async fn doors_without_a_step_for_codes_refuse_a_password_alone_as_a_wrong_one(world: World) {
        make_group(&world, ASKING).await;
        member(&world, "ada").await;
        let old = session(&world, "ada", PASSWORD).await;
        with_each_call(&world.directory, &world, "ada").await.unwrap();
        ask_code(&world, &Credential::System, ASKING, true).await.unwrap();
        assert_eq!(sign_in(&world, "ada", PASSWORD).await.unwrap_err(), NO_CODE);
        assert_eq!(used(&world, &old).await, Err(NO_CODE));
        assert_eq!(with_each_call(&world.directory, &world, "ada").await, Err(NO_CODE), "though it was proved lately");
        world.clock.turn(61);
        assert_eq!(with_each_call(&world.directory, &world, "ada").await, Err(NO_CODE));
        for _ in 0..10 {
            sign_in(&world, "ada", PASSWORD).await.unwrap_err();
        }
        assert!(first(&world, "ada").await.kind().is_some(), "the right password is no guess");
        ask_code(&world, &Credential::System, ASKING, false).await.unwrap();
        used(&world, &old).await.unwrap();
        with_each_call(&world.directory, &world, "ada").await.unwrap();
    }

    async fn a_site_may_let_passwords_alone_in_at_doors_without_a_step(world: World) {
        asked(&world, "ada").await;
        let node = another_node(&world, |config| config.other_doors = OtherDoors::Allow).await;
        let opened = sign_in_at(&node, &ask(&world), "ada", PASSWORD).await.unwrap();
        let session = bearer(TokenKind::Aria, opened.secret.reveal());
        users::current(&node, &ask(&world), &session, users::Parts::NONE).await.unwrap();
        with_each_call(&node, &world, "ada").await.unwrap();
        assert_eq!(used(&world, &session).await, Err(NO_CODE), "where the site does not");
        let awaiting = first(&world, "ada").await;
        let refused = users::current(&node, &ask(&world), &awaiting, users::Parts::NONE).await;
        assert_eq!(refused.unwrap_err(), NO_CODE, "a door with a step asks all the same");
    }

    async fn api_tokens_need_no_code(world: World) {
        asked(&world, "ada").await;
        for kind in [TokenKind::Pam360, TokenKind::Scim, TokenKind::Native] {
            used(&world, &token(&world, "ada", kind).await).await.unwrap();
        }
    }

    async fn the_states_of_a_user_hold_before_the_code_as_after_it(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let session = first(&world, "ada").await;
        sql(&world, "UPDATE users SET enabled = 0 WHERE login = 'ada'").await;
        assert_eq!(give(&world, &session, &code(&world, &secret)).await.unwrap_err(), Refusal::Locked { disabled: true });
        sql(&world, "UPDATE users SET enabled = 1 WHERE login = 'ada'").await;
        let window = AccessWindow::new(None, Some(world.directory.now().plus_seconds(10))).unwrap();
        change(&world, "ada", Change::Window(window)).await;
        let short = try_first(&world, "192.0.2.1", "ada").await.unwrap();
        assert_eq!(short.expires, world.directory.now().plus_seconds(10));
        change(&world, "ada", Change::Window(AccessWindow::ALWAYS)).await;
        let session = first(&world, "ada").await;
        change(&world, "ada", Change::Lock(Some(NewLock::default()))).await;
        assert_eq!(give(&world, &session, &code(&world, &secret)).await.unwrap_err(), UNKNOWN, "a lock ends it for good");
    }

    async fn who_must_change_his_password_gives_the_code_first(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        change(&world, "ada", Change::MustChange(true)).await;
        let session = first(&world, "ada").await;
        let own = || Ok((login("ada"), password("another one"), eight()));
        let set = |by: Credential| { let world = &world; async move { users::set_password(&world.directory, &ask(world), &by, own()).await } };
        assert_eq!(set(session.clone()).await, Err(NO_CODE));
        let session = held(&give(&world, &session, &code(&world, &secret)).await.unwrap());
        let listed = create(&world, &session, vec![named("b")]).await.unwrap_err();
        assert_eq!(listed, Refusal::Forbidden(Forbidden::MustChangePassword));
        set(session.clone()).await.unwrap();
        let lacks = Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage));
        assert_eq!(create(&world, &session, vec![named("b")]).await.unwrap_err(), lacks);
    }

    async fn who_comes_from_an_auth_source_is_asked_too(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        make_group(&world, ASKING).await;
        ask_code(&world, &Credential::System, ASKING, true).await.unwrap();
        join_until(&world, &Credential::System, ASKING, "u0001", None).await.unwrap();
        assert_eq!(sign_in(&world, "u0001", "pw-u0001").await.unwrap_err(), NO_CODE);
        let typed = Password::new("pw-u0001".to_owned());
        let opened = sessions::open(&world.directory, &ask(&world), TokenKind::KronBearer, "u0001", typed, SIX_HOURS).await.unwrap();
        let secret = draw(&world, &held(&opened)).await.unwrap();
        used(&world, &held(&give(&world, &held(&opened), &code(&world, &secret)).await.unwrap())).await.unwrap();
    }

    async fn a_sign_in_is_seen_when_it_is_whole_and_each_step_has_its_event(world: World) {
        asked(&world, "ada").await;
        let seen = "SELECT COALESCE(last_sign_in, 0) FROM users WHERE login = 'ada'";
        let names = |from: i64| {
            let (world, query) = (&world, "SELECT event FROM audit_events ORDER BY at, request_id, place");
            async move { rows(world, query, 1).await.concat().split_off(usize::try_from(from).unwrap()) }
        };
        let before = count(&world, "audit_events").await;
        world.clock.turn(1);
        let session = first(&world, "ada").await;
        assert_eq!(one(&world, seen).await, 0);
        world.clock.turn(1);
        let secret = draw(&world, &session).await.unwrap();
        world.clock.turn(1);
        give(&world, &session, &wrong(&world, &secret)).await.unwrap_err();
        give(&world, &session, &code(&world, &secret)).await.unwrap();
        assert_eq!(one(&world, seen).await, world.directory.now().micros());
        assert_eq!(names(before).await, ["auth.password_proved", "second_factor.drawn", "second_factor.enrolled", "auth.succeeded", "session.opened"]);
        let before = count(&world, "audit_events").await;
        world.clock.turn(30);
        let session = first(&world, "ada").await;
        world.clock.turn(1);
        give(&world, &session, &code(&world, &secret)).await.unwrap();
        assert_eq!(names(before).await, ["auth.password_proved", "auth.succeeded", "session.opened"]);
        sign_in(&world, "ada", PASSWORD).await.unwrap_err();
        world.directory.tidy().await.unwrap();
        let counted = rows(&world, "SELECT subject, reason, times FROM audit_failures ORDER BY reason", 3).await;
        assert_eq!(counted, [["ada", "no code", "1"], ["ada", "wrong code", "1"]]);
    }

    async fn a_secret_is_sealed_for_its_user_and_stands_nowhere(world: World) {
        asked(&world, "ada").await;
        member(&world, "eve").await;
        let (ada, eve) = (enrolled(&world, "ada").await, enrolled(&world, "eve").await);
        let sealed = rows(&world, "SELECT sealed FROM second_factors ORDER BY user_key", 1).await.concat();
        let bytes = |secret: &str| hex(&data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap());
        for (secret, row) in [(&ada, &sealed[0]), (&eve, &sealed[1])] {
            assert!(!row.to_lowercase().contains(&bytes(secret)), "{row}");
        }
        let (from, to) = (key_of(&world, "eve").await, key_of(&world, "ada").await);
        sql(&world, &format!("UPDATE second_factors SET sealed = (SELECT sealed FROM second_factors WHERE user_key = {}) WHERE user_key = {}", from.0, to.0)).await;
        let session = first(&world, "ada").await;
        for secret in [&eve, &ada] {
            assert_eq!(give(&world, &session, &code(&world, secret)).await.unwrap_err(), WRONG_CODE, "a row was moved");
        }
        give(&world, &first(&world, "eve").await, &code(&world, &eve)).await.unwrap();
    }

    async fn a_second_factor_goes_with_its_user_and_a_group_with_its_question(world: World) {
        asked(&world, "ada").await;
        enrolled(&world, "ada").await;
        users::delete(&world.directory, &ask(&world), &Credential::System, Ok(login("ada"))).await.unwrap();
        assert_eq!(count(&world, "second_factors").await, 0);
        member(&world, "ada").await;
        assert!(!try_first(&world, "192.0.2.1", "ada").await.unwrap().awaits_code.unwrap().enrolled);
        groups::delete(&world.directory, &ask(&world), &Credential::System, Ok(group(ASKING))).await.unwrap();
        assert_eq!(try_first(&world, "192.0.2.1", "ada").await.unwrap().awaits_code, None);
    }
}
