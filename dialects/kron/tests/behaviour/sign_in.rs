use directory::users::{Change, NewLock};
use model::{AccessWindow, Origin};
use serde_json::json;
use testkit::{ADMIN_PASSWORD, on_both_engines};

use crate::*;

on_both_engines! {
    async fn a_session_has_two_cookies_for_scripts_to_tell_apart_and_a_header(world: World) {
        let answer = try_login(&world, "admin", ADMIN_PASSWORD).await;
        let set: Vec<_> = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        let [session, companion, netright]: [&str; 3] = set.try_into().unwrap();
        assert!(session.starts_with("JSESSIONID=") && session.contains("; Path=/; HttpOnly"), "{session}");
        let told = answer.header("xsrf-token");
        assert!(told.len() == 32 && told.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{told}");
        assert_eq!(companion, format!("XSRF-TOKEN={told}; Path=/; SameSite=Lax"));
        assert!(netright.starts_with("NETRIGHTID="), "{netright}");
        assert_eq!(answer.text(), format!(r#"{{"userId":"{}","eid":"admin"}}"#, answer.json()["userId"].as_str().unwrap()));
    }

    async fn the_token_before_a_session_is_another_each_time_and_nothing_is_kept_of_it(world: World) {
        let before = number(&world, "SELECT count(*) FROM tokens").await;
        let one = get(&world, "/get-csrf-token").send().await;
        let other = get(&world, "/get-csrf-token").send().await;
        assert_ne!(one.header("set-cookie"), other.header("set-cookie"));
        assert_eq!(number(&world, "SELECT count(*) FROM tokens").await, before);
    }

    async fn the_token_of_a_session_stays_as_it_is_when_it_is_asked_for(world: World) {
        let session = admin(&world).await;
        let cookies = format!("JSESSIONID={}; XSRF-TOKEN={}", session.cookie, session.companion);
        let answer = get(&world, "/get-csrf-token").header("cookie", &cookies).send().await;
        assert_eq!(answer.header("set-cookie"), format!("XSRF-TOKEN={}; Path=/; SameSite=Lax", session.companion));
        assert_eq!(session.on(post(&world, "/logout", &json!({}))).send().await.status, 200);
        let odd = get(&world, "/get-csrf-token").header("cookie", "XSRF-TOKEN=mine").send().await;
        assert!(!odd.header("set-cookie").contains("mine"));
    }

    async fn a_wrong_password_of_whomever_is_one_answer(world: World) {
        for (login, changes) in [
            ("free", vec![]),
            ("locked", vec![Change::Lock(Some(NewLock::default()))]),
            ("disabled", vec![Change::Enabled(false)]),
            ("late", vec![Change::Window(AccessWindow::new(None, Some(world.directory.now())).unwrap())]),
            ("external", vec![Change::Origin(Origin::External(None))]),
        ] {
            create(&world, &user(login)).await;
            change(&world, login, changes).await;
        }
        make(&world, "none", |user| user).await;
        for path in ["/login", "/jwt/login"] {
            for login in ["free", "locked", "disabled", "late", "external", "none", "nobody", "", "a\u{0}b"] {
                let answer = post(&world, path, &pair(login, "wrong")).send().await;
                assert_eq!(said(&answer), refusal(401, UNKNOWN), "{path} {login}");
                assert!(answer.headers.get("set-cookie").is_none());
            }
            world.clock.turn(16 * 60);
        }
    }

    async fn the_right_password_is_told_why_it_does_not_open(world: World) {
        let now = world.directory.now();
        for (login, changes, text) in [
            ("locked", Change::Lock(Some(NewLock::default())), LOCKED),
            ("disabled", Change::Enabled(false), LOCKED),
            ("late", Change::Window(AccessWindow::new(None, Some(now)).unwrap()), INACTIVE),
            ("early", Change::Window(AccessWindow::new(Some(now.plus_seconds(60)), None).unwrap()), INACTIVE),
            ("external", Change::Origin(Origin::External(None)), UNKNOWN),
        ] {
            create(&world, &user(login)).await;
            change(&world, login, vec![changes]).await;
            for path in ["/login", "/jwt/login"] {
                let answer = post(&world, path, &pair(login, PASSWORD)).send().await;
                assert_eq!(said(&answer), refusal(401, text), "{path} {login}");
            }
        }
    }

    async fn five_wrong_passwords_close_the_door_and_that_is_not_shown(world: World) {
        create(&world, &user("guessed")).await;
        for _ in 0..5 {
            assert_eq!(said(&try_login(&world, "guessed", "wrong").await), refusal(401, UNKNOWN));
        }
        assert_eq!(said(&try_login(&world, "guessed", PASSWORD).await), refusal(401, UNKNOWN));
        assert_eq!(record(&world, "guessed").await.user.lock, None);
        world.clock.turn(15 * 60);
        assert_eq!(try_login(&world, "guessed", PASSWORD).await.status, 200);
    }

    async fn a_temporary_user_comes_in_within_his_window_to_the_microsecond(world: World) {
        let from = world.directory.now().millis() + 60_000;
        let until = from + 60_000;
        create(&world, &user_with("temp", &json!({
            "tempUser": true, "tempUserStartTime": from, "tempUserEndTime": until,
            "properties": {"isTemporaryUser": "true", "temporaryUserStartTime": from.to_string(), "temporaryUserEndTime": until.to_string()},
        }))).await;
        let mut statuses = Vec::new();
        for micros in [59_999_999, 1, 59_999_999, 1] {
            world.clock.turn_micros(micros);
            statuses.push(try_login(&world, "temp", PASSWORD).await.status);
        }
        assert_eq!(statuses, [401, 200, 200, 401]);
    }

    async fn a_sign_in_is_shown_and_is_no_change_of_the_user(world: World) {
        let made = create(&world, &user("seen")).await;
        let before = record(&world, "seen").await.user.version;
        world.clock.turn(7);
        login(&world, "seen", PASSWORD).await;
        let detail = admin(&world).await.on(get(&world, &format!("/user/detail/{}", id(&made)))).send().await.json();
        assert_eq!((&detail["lastLogin"], &detail["lastLoginIp"]), (&json!(1_767_935_767_000_i64), &json!("192.0.2.1")));
        assert_eq!(record(&world, "seen").await.user.version, before);
    }
}
