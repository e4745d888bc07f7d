//! Sessions that live on by being used: six hours after the last use, a minute of tolerance, few writes.

use directory::sessions::{self, Life};
use directory::users::NewUser;
use model::refusal::Expiry;
use model::{AccessWindow, Refusal, TokenKind};
use testkit::{ADMIN_PASSWORD, World, on_both_engines};

use crate::kit::*;

const HOURS_6: i64 = 21_600;
const OVER: Result<(), Refusal> = Err(Refusal::Expired(Expiry::Credential));

async fn ends(world: &World) -> Vec<String> {
    rows(world, "SELECT expires, last_used FROM tokens", 2).await.concat()
}

on_both_engines! {
    async fn a_session_used_within_six_hours_lives_on(world: World) {
        let session = admin_session(&world).await;
        for _ in 0..8 {
            world.clock.turn(HOURS_6 - 1);
            used(&world, &session).await.unwrap();
            world.directory.tidy().await.unwrap();
        }
    }

    async fn a_session_not_used_for_six_hours_and_a_minute_is_over(world: World) {
        let session = admin_session(&world).await;
        world.clock.turn(HOURS_6 + 60);
        assert_eq!(used(&world, &session).await, OVER);
        let other = admin_session(&world).await;
        world.clock.turn(HOURS_6);
        world.clock.turn_micros(59_999_999);
        used(&world, &other).await.unwrap();
    }

    async fn a_session_promises_six_hours_from_the_sign_in(world: World) {
        let opened = sign_in(&world, "admin", ADMIN_PASSWORD).await.unwrap();
        assert_eq!(opened.expires, world.directory.now().plus_seconds(HOURS_6));
        assert_eq!(opened.user.login.as_str(), "admin");
    }

    async fn what_was_promised_by_any_use_is_kept(world: World) {
        let session = admin_session(&world).await;
        used(&world, &session).await.unwrap();
        world.directory.tidy().await.unwrap();
        world.clock.turn(59);
        used(&world, &session).await.unwrap();
        world.directory.tidy().await.unwrap();
        world.clock.turn(HOURS_6);
        used(&world, &session).await.unwrap();
    }

    async fn a_use_is_written_at_most_once_a_minute(world: World) {
        let session = admin_session(&world).await;
        used(&world, &session).await.unwrap();
        assert_eq!(ends(&world).await[1], "-", "a read stays a read");
        world.directory.tidy().await.unwrap();
        let first = ends(&world).await;
        assert_eq!(first[1], world.directory.now().micros().to_string());
        world.clock.turn_micros(59_999_999);
        used(&world, &session).await.unwrap();
        world.directory.tidy().await.unwrap();
        assert_eq!(ends(&world).await, first);
        world.clock.turn_micros(1);
        used(&world, &session).await.unwrap();
        world.directory.tidy().await.unwrap();
        assert_ne!(ends(&world).await, first);
        let from = rows(&world, "SELECT last_used_from FROM tokens", 1).await.concat();
        assert_eq!(from, ["192.0.2.1"]);
    }

    async fn no_use_moves_the_end_beyond_the_window(world: World) {
        let until = world.directory.now().plus_seconds(HOURS_6 + 3_600);
        let window = AccessWindow::new(None, Some(until)).unwrap();
        make(&world, NewUser { window, ..with_password("temp", "long enough") }).await;
        let session = session(&world, "temp", "long enough").await;
        world.clock.turn(HOURS_6 - 60);
        used(&world, &session).await.unwrap();
        world.directory.tidy().await.unwrap();
        assert_eq!(ends(&world).await[0], until.micros().to_string());
        world.clock.set(until.plus_micros(-1));
        used(&world, &session).await.unwrap();
        world.clock.set(until);
        sql(&world, "UPDATE users SET window_until = NULL").await;
        assert_eq!(used(&world, &session).await, OVER);
    }

    async fn no_use_moves_the_end_beyond_the_longest_life(world: World) {
        let life = Life { idle_seconds: 1_800, longest_seconds: Some(3_600) };
        let typed = Ok(password(ADMIN_PASSWORD));
        let opened = sessions::open(&world.directory, &ask(&world), TokenKind::KronSession, "admin", typed, life).await;
        let session = bearer(TokenKind::KronSession, opened.unwrap().secret.reveal());
        for _ in 0..2 {
            world.clock.turn(1_750);
            used(&world, &session).await.unwrap();
            world.directory.tidy().await.unwrap();
        }
        world.clock.turn(100);
        assert_eq!(used(&world, &session).await, OVER);
    }

    async fn an_api_token_without_end_has_none_however_long_it_rests(world: World) {
        let api = admin(&world).await;
        world.clock.turn(10 * 365 * 86_400);
        used(&world, &api).await.unwrap();
        world.directory.tidy().await.unwrap();
        assert_eq!(ends(&world).await[0], "-");
    }

    async fn sessions_that_are_over_go_with_the_next_sign_in(world: World) {
        admin_session(&world).await;
        let api = admin(&world).await;
        world.clock.turn(HOURS_6 + 60);
        admin_session(&world).await;
        assert_eq!(count(&world, "tokens").await, 2);
        used(&world, &api).await.unwrap();
    }
}
