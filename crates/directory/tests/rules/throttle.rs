//! Wrong passwords close doors for a while (`one-record` 2.5): no lock, no hash, no word of it.

use directory::Credential;
use directory::ThrottleLimits;
use directory::users::{self, Parts};
use model::refusal::BadCredential;
use model::{Refusal, TokenKind};
use testkit::{ADMIN_PASSWORD, World, on_both_engines};

use crate::kit::*;

const GENERAL: Refusal = Refusal::Unauthenticated(BadCredential::Unknown);
const HERE: &str = "192.0.2.1";
const THERE: &str = "192.0.2.2";

async fn wrong(world: &World, address: &str, login: &str, times: usize) {
    for _ in 0..times {
        assert_eq!(sign_in_from(world, address, login, "wrong password").await.unwrap_err(), GENERAL);
    }
}

async fn is_open(world: &World, address: &str) -> bool {
    match sign_in_from(world, address, "admin", ADMIN_PASSWORD).await {
        Ok(_) => true,
        Err(refused) => {
            assert_eq!(refused, GENERAL, "a closed door looks like a wrong password");
            false
        }
    }
}

/// Wrong passwords from a hundred addresses, one each.
async fn a_hundred_from_anywhere(world: &World) {
    for n in 0..100 {
        wrong(world, &format!("198.51.100.{n}"), "admin", 1).await;
    }
}

on_both_engines! {
    async fn five_wrong_passwords_close_one_address_for_fifteen_minutes(world: World) {
        wrong(&world, HERE, "ADMIN", 4).await;
        wrong(&world, HERE, "admin", 1).await;
        assert!(!is_open(&world, HERE).await);
        assert!(is_open(&world, THERE).await, "other addresses stay open");
        world.clock.turn(900);
        world.clock.turn_micros(-1);
        assert!(!is_open(&world, HERE).await);
        world.clock.turn_micros(1);
        assert!(is_open(&world, HERE).await);
    }

    async fn a_closed_door_does_no_hash_and_is_no_lock(world: World) {
        let session = admin_session(&world).await;
        let api = admin(&world).await;
        wrong(&world, HERE, "admin", 5).await;
        let before = hashes(&world);
        assert!(!is_open(&world, HERE).await);
        wrong(&world, HERE, "admin", 3).await;
        assert_eq!(hashes(&world), before);
        used(&world, &session).await.unwrap();
        used(&world, &api).await.unwrap();
        assert_eq!(rows(&world, "SELECT lock_since, version FROM users", 2).await.concat(), ["-", "1"]);
    }

    async fn trying_a_closed_door_does_not_keep_it_closed(world: World) {
        wrong(&world, HERE, "admin", 5).await;
        world.clock.turn(899);
        wrong(&world, HERE, "admin", 5).await;
        world.clock.turn(1);
        assert!(is_open(&world, HERE).await);
    }

    async fn unknown_logins_have_doors_too(world: World) {
        wrong(&world, HERE, "nobody", 5).await;
        let before = hashes(&world);
        wrong(&world, HERE, "nobody", 1).await;
        assert_eq!(hashes(&world), before);
        assert!(is_open(&world, HERE).await, "another login is another door");
    }

    async fn a_success_ends_the_row_of_wrong_ones(world: World) {
        for _ in 0..3 {
            wrong(&world, HERE, "admin", 4).await;
            assert!(is_open(&world, HERE).await);
        }
        assert_eq!(count(&world, "password_failures").await, 0);
    }

    async fn a_success_elsewhere_does_not_end_the_row_of_one_address(world: World) {
        wrong(&world, HERE, "admin", 4).await;
        assert!(is_open(&world, THERE).await);
        wrong(&world, HERE, "admin", 1).await;
        assert!(!is_open(&world, HERE).await);
    }

    async fn a_hundred_from_anywhere_close_all_but_addresses_with_a_success_today(world: World) {
        for address in [HERE, THERE] {
            assert!(is_open(&world, address).await);
        }
        world.clock.turn(86_400);
        world.clock.turn_micros(-1);
        a_hundred_from_anywhere(&world).await;
        assert!(!is_open(&world, "203.0.113.1").await);
        assert!(is_open(&world, HERE).await, "a microsecond less than a day ago");
        world.clock.turn_micros(1);
        assert!(!is_open(&world, THERE).await, "a day ago");
    }

    async fn a_success_at_a_known_address_opens_the_door_for_nobody_else(world: World) {
        assert!(is_open(&world, HERE).await);
        a_hundred_from_anywhere(&world).await;
        assert!(is_open(&world, HERE).await);
        assert!(!is_open(&world, THERE).await);
        world.clock.turn(900);
        assert!(is_open(&world, THERE).await);
    }

    async fn a_known_address_is_closed_by_its_own_wrong_passwords(world: World) {
        assert!(is_open(&world, HERE).await);
        wrong(&world, HERE, "admin", 5).await;
        assert!(!is_open(&world, HERE).await);
    }

    async fn guesses_at_the_same_time_do_not_slip_through_a_door_that_closes(world: World) {
        wrong(&world, HERE, "admin", 4).await;
        // Hashes of the true cost, so that all have looked at the door before the first has failed.
        let slow = another_node(&world, |config| config.cost = directory::passwords::Cost::default()).await;
        let mut guesses = Vec::new();
        for _ in 0..14 {
            let (node, request) = (slow.clone(), ask_from(&world, HERE));
            guesses.push(tokio::spawn(async move { sign_in_at(&node, &request, "admin", "wrong").await.map(drop) }));
        }
        for guess in guesses {
            assert_eq!(guess.await.unwrap(), Err(GENERAL));
        }
        let row = format!("SELECT failures, closed_until FROM password_failures WHERE address = '{HERE}'");
        let closed = world.directory.now().plus_seconds(900).micros().to_string();
        assert_eq!(rows(&world, &row, 2).await, [["0".to_owned(), closed]], "what came behind the fifth is not counted");
    }

    async fn the_operator_s_reset_opens_every_door(world: World) {
        wrong(&world, HERE, "admin", 5).await;
        sql(&world, "UPDATE users SET enabled = 0, lock_since = 1, window_until = 2, must_change = 1").await;
        let request = world.directory.own_request(directory::Via::CommandLine, "admin reset");
        let new = users::reset_administrator(&world.directory, &request, "ADMIN").await.unwrap();
        let session = session(&world, "admin", new.as_str()).await;
        create(&world, &session, vec![named("a")]).await.unwrap();
        assert!(!is_open(&world, THERE).await, "the old password is gone");
        let nobody = users::reset_administrator(&world.directory, &request, "nobody").await.unwrap_err();
        assert_eq!(nobody, Refusal::no_such(model::Noun::User, "nobody"));
    }

    async fn limits_are_settable(world: World) {
        let limits = ThrottleLimits { per_address: 2, anywhere: 100, seconds: 10, ..ThrottleLimits::default() };
        let node = another_node(&world, |config| config.throttle = limits).await;
        for _ in 0..2 {
            sign_in_at(&node, &ask(&world), "admin", "wrong").await.unwrap_err();
        }
        sign_in_at(&node, &ask(&world), "admin", ADMIN_PASSWORD).await.unwrap_err();
        world.clock.turn(10);
        sign_in_at(&node, &ask(&world), "admin", ADMIN_PASSWORD).await.unwrap();
    }

    async fn unknown_tokens_slow_their_address_down_and_nobody_else(world: World) {
        let limits = ThrottleLimits { unknown_tokens: 2, ..ThrottleLimits::default() };
        let node = another_node(&world, |config| config.throttle = limits).await;
        let (unknown, good) = (bearer(TokenKind::Native, &format!("pvn_{}", "A".repeat(43))), admin(&world).await);
        let ask = async |address, by| {
            users::current(&node, &ask_from(&world, address), by, Parts::NONE).await.map(drop)
        };
        for _ in 0..2 {
            assert_eq!(ask(HERE, &unknown).await, Err(GENERAL));
        }
        world.clock.turn(20);
        assert_eq!(ask(HERE, &unknown).await, Err(Refusal::Limited { retry_after: 40 }));
        assert_eq!(ask(HERE, &good).await, Ok(()), "a good token passes");
        assert_eq!(ask(HERE, &Credential::None).await, Err(Refusal::Unauthenticated(BadCredential::Missing)));
        assert_eq!(ask(THERE, &unknown).await, Err(GENERAL), "another address");
        world.clock.turn(40);
        assert_eq!(ask(HERE, &unknown).await, Err(GENERAL));
    }

    async fn a_stranger_cannot_grow_the_tables_of_counts(world: World) {
        for (table, rest) in [("password_failures", "0, n"), ("password_successes", "n")] {
            let columns = if table == "password_failures" { "failures, last_failure" } else { "at" };
            sql(&world, &format!(
                "WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 50100)
                 INSERT INTO {table} (org_key, login_key, address, {columns})
                 SELECT 1, 'login ' || n, '192.0.2.1', {rest} FROM many"
            )).await;
        }
        let mut tries = 0;
        while count(&world, "password_failures").await > 50_000 {
            wrong(&world, &format!("2001:db8::{tries:x}"), "admin", 1).await;
            tries += 1;
            assert!(tries < 2_000, "the table is not trimmed");
        }
        assert!(count(&world, "password_successes").await <= 50_000);
        let oldest = "SELECT count(*) FROM password_failures WHERE login_key = 'login 1'";
        assert_eq!(one(&world, oldest).await, 0, "the oldest go first");
        let newest = "SELECT count(*) FROM password_failures WHERE login_key = 'login 50100'";
        assert_eq!(one(&world, newest).await, 1);
    }

    async fn who_may_not_be_let_in_is_not_a_wrong_password(world: World) {
        make(&world, with_password("a", "long enough")).await;
        sql(&world, "UPDATE users SET enabled = 0 WHERE login = 'a'").await;
        for _ in 0..8 {
            assert_eq!(sign_in(&world, "a", "long enough").await.unwrap_err(), Refusal::Locked { disabled: true });
        }
        let draft = Ok((login("a"), password("another one"), eight()));
        users::set_password(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
    }
}
