use directory::users::NewLock;
use model::{AccessWindow, TokenKind};
use serde_json::json;
use testkit::{World, on_both_engines};

use crate::{CURRENT, PASSWORD, USERS, make, person, sign_in};

const HOUR: i64 = 3_600;

async fn opens(world: &World, token: &str) -> bool {
    world.directory.tidy().await.unwrap();
    world.get(CURRENT).ops_token(token).send().await.status == 200
}

on_both_engines! {
    async fn a_token_lives_six_hours_from_its_last_use(world: World) {
        let token = world.aria_token().await;
        world.clock.turn(5 * HOUR);
        assert!(opens(&world, &token).await);
        world.clock.turn(5 * HOUR);
        assert!(opens(&world, &token).await, "ten hours old, and used five hours ago");
        world.directory.tidy().await.unwrap();
        world.clock.turn(6 * HOUR + 60);
        let answer = world.get(CURRENT).ops_token(&token).send().await;
        assert_eq!((answer.status, &answer.json()["apiErrorCode"]), (401, &json!(1512)));
    }

    async fn validity_is_the_instant_and_expires_at_its_words(world: World) {
        let answer = world.post(crate::ACQUIRE).json(&json!({"username": "admin", "password": testkit::ADMIN_PASSWORD}));
        let answer = answer.send().await.json();
        assert_eq!(answer["validity"], json!(world.directory.now().plus_seconds(6 * HOUR).millis()));
        assert_eq!(answer["expiresAt"], json!("Friday, January 9, 2026 at 11:16:00 AM Coordinated Universal Time"));
    }

    async fn a_token_ends_with_the_window_of_its_user(world: World) {
        let end = world.directory.now().plus_seconds(HOUR);
        let mut user = person("guest");
        user.window = AccessWindow::new(None, Some(end)).unwrap();
        make(&world, vec![user]).await;
        let answer = sign_in(&world, "guest").await.json();
        assert_eq!(answer["validity"], json!(end.millis()));
        let token = answer["token"].as_str().unwrap();
        world.clock.turn_micros(HOUR * 1_000_000 - 1);
        assert!(opens(&world, token).await);
        world.clock.turn_micros(1);
        assert!(!opens(&world, token).await);
        assert_eq!(sign_in(&world, "guest").await.status, 401);
    }

    async fn a_locked_user_gets_the_answer_of_a_wrong_password(world: World) {
        let since = world.directory.now();
        let mut user = person("locked");
        user.lock = Some(NewLock { reason: None, until: Some(since.plus_seconds(HOUR)) });
        make(&world, vec![user]).await;
        let locked = sign_in(&world, "locked").await;
        let unknown = sign_in(&world, "unknown").await;
        assert_eq!((locked.status, locked.text()), (401, unknown.text()));
        world.clock.turn(HOUR);
        assert_eq!(sign_in(&world, "locked").await.status, 200, "the lock is over");
    }

    async fn a_token_of_another_door_is_unknown_here(world: World) {
        for kind in [TokenKind::Pam360, TokenKind::Scim, TokenKind::Native] {
            let token = world.token("admin", kind).await;
            assert_eq!(world.get(USERS).ops_token(&token).send().await.status, 401, "{kind:?}");
        }
    }

    async fn five_wrong_passwords_close_the_door_for_that_name_and_address(world: World) {
        make(&world, vec![person("mira")]).await;
        for _ in 0..5 {
            let wrong = json!({"username": "MIRA", "password": "wrong"});
            assert_eq!(world.post(crate::ACQUIRE).json(&wrong).send().await.status, 401);
        }
        let right = json!({"username": "mira", "password": PASSWORD});
        assert_eq!(world.post(crate::ACQUIRE).json(&right).send().await.status, 401);
        assert_eq!(world.post(crate::ACQUIRE).json(&right).from("192.0.2.9").send().await.status, 200);
        world.clock.turn(15 * 60);
        assert_eq!(world.post(crate::ACQUIRE).json(&right).send().await.status, 200);
    }
}
