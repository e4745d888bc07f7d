use directory::users::Change;
use model::AccessWindow;
use serde_json::json;
use testkit::{ADMIN_PASSWORD, on_both_engines};

use crate::*;

async fn is_open(world: &World, session: &Session) -> bool {
    let call = get(world, &format!("/user/{}", session.id))
        .header("cookie", &format!("JSESSIONID={}", session.cookie));
    call.send().await.status == 200
}

async fn opens(world: &World, bearer: &str, id: &str) -> bool {
    get(world, &format!("/user/{id}")).header("authorization", bearer).send().await.status == 200
}

on_both_engines! {
    async fn a_session_lives_on_while_it_is_used_and_twelve_hours_at_most(world: World) {
        let session = admin(&world).await;
        for turn in 0..24 {
            assert!(is_open(&world, &session).await, "after {turn} half hours");
            world.directory.tidy().await.unwrap();
            world.clock.turn(30 * 60 - 1);
        }
        assert!(is_open(&world, &session).await, "24 seconds before its end");
        world.clock.turn(24);
        assert!(!is_open(&world, &session).await);
    }

    async fn a_session_that_nobody_uses_ends(world: World) {
        let session = admin(&world).await;
        // The end of a session is kept one minute later than promised, so that a use need not be written at once.
        world.clock.turn(31 * 60);
        let call = get(&world, &format!("/user/{}", session.id));
        assert_eq!(said(&session.on(call).send().await), refusal(401, STRANGER));
    }

    async fn a_bearer_token_ends_after_an_hour_used_or_not(world: World) {
        let own = admin(&world).await.id;
        let token = bearer(&world, "admin", ADMIN_PASSWORD).await;
        for _ in 0..2 {
            world.clock.turn(29 * 60 + 59);
            assert!(opens(&world, &token, &own).await);
        }
        world.clock.turn(2);
        assert!(!opens(&world, &token, &own).await);
    }

    async fn the_window_of_its_user_ends_a_session_for_good(world: World) {
        let made = create(&world, &user("temp")).await;
        let end = |seconds| AccessWindow::new(None, Some(world.directory.now().plus_seconds(seconds))).unwrap();
        change(&world, "temp", vec![Change::Window(end(600))]).await;
        let (session, answer) = (login(&world, "temp", PASSWORD).await, post(&world, "/jwt/login", &pair("temp", PASSWORD)));
        let token = answer.send().await.json();
        assert_eq!(token["expires_in"], json!(600));
        change(&world, "temp", vec![Change::Window(end(6_000))]).await;
        world.clock.turn(599);
        assert!(is_open(&world, &session).await);
        world.clock.turn(1);
        assert!(!is_open(&world, &session).await);
        assert!(!opens(&world, &format!("Bearer {}", token["access_token"].as_str().unwrap()), &id(&made)).await);
    }

    async fn whoever_is_locked_or_disabled_is_out_at_once_and_stays_signed_out(world: World) {
        create(&world, &user("leaver")).await;
        for (out, back) in [
            (Change::Lock(Some(directory::users::NewLock::default())), Change::Lock(None)),
            (Change::Enabled(false), Change::Enabled(true)),
        ] {
            let session = login(&world, "leaver", PASSWORD).await;
            let token = bearer(&world, "leaver", PASSWORD).await;
            assert!(is_open(&world, &session).await && opens(&world, &token, &session.id).await);
            change(&world, "leaver", vec![out]).await;
            assert!(!is_open(&world, &session).await && !opens(&world, &token, &session.id).await);
            change(&world, "leaver", vec![back]).await;
            assert!(!is_open(&world, &session).await && !opens(&world, &token, &session.id).await);
            assert!(is_open(&world, &login(&world, "leaver", PASSWORD).await).await);
        }
    }

    async fn a_password_that_is_set_ends_the_sessions(world: World) {
        let made = create(&world, &user("reset")).await;
        let session = login(&world, "reset", PASSWORD).await;
        update(&world, &id(&made), &json!({"password": PASSWORD, "passwordDirty": true})).await;
        assert!(is_open(&world, &session).await, "the same password is no change");
        update(&world, &id(&made), &json!({"password": "other", "passwordDirty": true})).await;
        assert!(!is_open(&world, &session).await);
    }

    async fn a_renamed_user_stays_signed_in(world: World) {
        let made = create(&world, &user("before")).await;
        let session = login(&world, "before", PASSWORD).await;
        update(&world, &id(&made), &json!({"eid": "after"})).await;
        assert!(is_open(&world, &session).await);
        assert_eq!(try_login(&world, "before", PASSWORD).await.status, 401);
        create(&world, &user("before")).await;
    }
}
