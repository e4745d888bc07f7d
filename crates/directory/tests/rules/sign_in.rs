//! Signing in (invariant 19): who is kept out learns nothing, and costs what anybody costs.

use directory::passwords::Peppers;
use directory::sessions;
use directory::users::{NewLock, NewUser};
use model::refusal::{BadCredential, Expiry};
use model::{AccessWindow, Origin, Refusal, TokenKind};
use testkit::{ADMIN_PASSWORD, World, on_both_engines};

use crate::kit::*;

const GENERAL: Refusal = Refusal::Unauthenticated(BadCredential::Unknown);

/// One user of every sort that is kept out, all but the last two with the password `long enough`.
async fn kept_out(world: &World) -> [&'static str; 7] {
    let now = world.directory.now();
    let lock = NewLock { reason: None, until: None };
    let over = AccessWindow::new(None, Some(now)).unwrap();
    let later = AccessWindow::new(Some(now.plus_seconds(1)), None).unwrap();
    let has = |login: &str| with_password(login, "long enough");
    make(world, NewUser { lock: Some(lock), ..has("locked") }).await;
    make(world, NewUser { enabled: false, ..has("disabled") }).await;
    make(world, NewUser { window: over, ..has("over") }).await;
    make(world, NewUser { window: later, ..has("later") }).await;
    make(world, named("passwordless")).await;
    make(world, NewUser { origin: Origin::External(None), ..named("external") }).await;
    ["unknown", "locked", "disabled", "over", "later", "passwordless", "external"]
}

on_both_engines! {
    async fn a_wrong_password_is_one_answer_and_one_hash_for_all(world: World) {
        let mut logins = kept_out(&world).await.to_vec();
        logins.push("admin");
        for login in logins {
            for wrong in ["wrong password", "", "   ", "nul\0", &"x".repeat(257)] {
                let before = hashes(&world);
                assert_eq!(sign_in(&world, login, wrong).await.unwrap_err(), GENERAL, "{login} {wrong:?}");
                assert_eq!(hashes(&world) - before, 1, "{login} {wrong:?}");
                sql(&world, "DELETE FROM password_failures").await;
            }
        }
        assert_eq!(count(&world, "tokens").await, 0);
    }

    async fn the_right_password_of_who_is_kept_out_tells_why(world: World) {
        kept_out(&world).await;
        for (login, why) in [
            ("locked", Refusal::Locked { disabled: false }),
            ("disabled", Refusal::Locked { disabled: true }),
            ("over", Refusal::Expired(Expiry::Window)),
            ("later", Refusal::Expired(Expiry::Window)),
        ] {
            let before = hashes(&world);
            assert_eq!(sign_in(&world, login, "long enough").await.unwrap_err(), why);
            assert_eq!(hashes(&world) - before, 1);
        }
        assert_eq!(count(&world, "tokens").await, 0);
        assert_eq!(count(&world, "password_successes").await, 0);
    }

    async fn a_login_that_cannot_be_one_is_answered_like_an_unknown_one(world: World) {
        for login in ["", " ", "a\0b", "\0", "a\nb", &"x".repeat(10_000), "\u{200b}", ".."] {
            let before = hashes(&world);
            assert_eq!(sign_in(&world, login, "wrong password").await.unwrap_err(), GENERAL, "{login:?}");
            assert_eq!(hashes(&world) - before, 1);
        }
        world.directory.tidy().await.unwrap();
    }

    async fn a_password_in_the_row_of_an_external_user_opens_nothing(world: World) {
        make(&world, with_password("a", "long enough")).await;
        sql(&world, "UPDATE users SET external = 1 WHERE login = 'a'").await;
        let before = hashes(&world);
        assert_eq!(sign_in(&world, "a", "long enough").await.unwrap_err(), GENERAL);
        assert_eq!(hashes(&world) - before, 1);
    }

    async fn the_login_is_found_without_case_and_the_password_exactly_as_typed(world: World) {
        make(&world, with_password("Jason", " Long Enough ")).await;
        for typed in ["Long Enough", " long enough ", " Long Enough"] {
            assert_eq!(sign_in(&world, "Jason", typed).await.unwrap_err(), GENERAL);
        }
        sign_in(&world, "ｊａｓｏｎ", " Long Enough ").await.unwrap();
    }

    async fn a_sign_in_is_noted_and_changes_no_version(world: World) {
        world.clock.turn(60);
        admin_session(&world).await;
        let row = rows(&world, "SELECT last_sign_in, last_sign_in_from, version, updated < last_sign_in FROM users", 4);
        let wanted = [world.directory.now().micros().to_string(), "192.0.2.1".into(), "1".into(), "1".into()];
        assert_eq!(row.await.concat(), wanted);
    }

    async fn every_session_is_a_token_of_its_own(world: World) {
        let one = sign_in(&world, "admin", ADMIN_PASSWORD).await.unwrap();
        let other = sign_in(&world, "admin", ADMIN_PASSWORD).await.unwrap();
        assert_ne!(one.secret.reveal(), other.secret.reveal());
        assert_eq!(count(&world, "tokens").await, 2);
    }

    async fn a_session_is_of_the_kind_it_was_opened_for(world: World) {
        let typed = Ok(password(ADMIN_PASSWORD));
        let opened = sessions::open(&world.directory, &ask(&world), TokenKind::Console, "admin", typed, SIX_HOURS).await;
        let text = opened.unwrap().secret.reveal().to_owned();
        used(&world, &bearer(TokenKind::Console, &text)).await.unwrap();
        assert_eq!(used(&world, &bearer(TokenKind::Aria, &text)).await, Err(GENERAL));
    }

    async fn an_older_pepper_is_renewed_at_sign_in_and_only_then(world: World) {
        let stored = |world: &World| {
            let query = "SELECT password, password_version, version FROM users";
            let store = world.directory.store().clone();
            async move {
                store
                    .read(move |c| {
                        c.one(query, &[], |row| {
                            Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
                        })
                    })
                    .await
                    .unwrap()
            }
        };
        let old = stored(&world).await;
        let file = format!("new {}=", "A".repeat(43));
        let node = another_node(&world, |config| config.peppers = Peppers::parse(&file).unwrap()).await;
        sign_in_at(&node, &ask(&world), "admin", "wrong password").await.unwrap_err();
        assert_eq!(stored(&world).await, old);
        sign_in_at(&node, &ask(&world), "admin", ADMIN_PASSWORD).await.unwrap();
        let renewed = stored(&world).await;
        assert!(renewed.0.starts_with("argon2id$new$"), "{}", renewed.0);
        assert_eq!((renewed.1, renewed.2), (old.1, old.2), "it is the same password");
        sign_in_at(&node, &ask(&world), "admin", ADMIN_PASSWORD).await.unwrap();
        assert_eq!(stored(&world).await, renewed);
        assert_eq!(node.pool().statistics().hashes, 4, "one more than the three sign-ins");
    }

    async fn a_hash_of_an_older_cost_is_renewed_at_sign_in(world: World) {
        let node = another_node(&world, |config| config.cost = directory::passwords::Cost::default()).await;
        sign_in_at(&node, &ask(&world), "admin", ADMIN_PASSWORD).await.unwrap();
        let stored = rows(&world, "SELECT password FROM users", 1).await.concat().concat();
        assert!(stored.contains("m=19456,t=2,p=1"), "{stored}");
        sign_in_at(&node, &ask(&world), "admin", ADMIN_PASSWORD).await.unwrap();
    }
}
