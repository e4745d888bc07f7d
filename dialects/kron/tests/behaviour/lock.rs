use directory::users::Change;
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

fn lock_of(answer: &Answer) -> (u16, Value, Value) {
    let user = answer.json();
    (answer.status, user["locked"].clone(), user["lockReason"].clone())
}

fn locked(reason: &str) -> (u16, Value, Value) {
    (200, json!(true), json!(reason))
}

fn open() -> (u16, Value, Value) {
    (200, json!(false), json!(null))
}

on_both_engines! {
    async fn a_user_is_locked_and_unlocked_by_id_or_eid(world: World) {
        let made = create(&world, &user_with("one", &json!({"properties": {"hey": "heyt"}}))).await;
        let session = login(&world, "one", PASSWORD).await;
        let answer = call(&world, "/user/lockUser", &json!({"id": id(&made), "lockReason": "left"})).await;
        assert_eq!(lock_of(&answer), locked("left"));
        assert_eq!(answer.json()["properties"], json!({"ubaThreshold": "50", "isLocked": "true", "lockReason": "left", "hey": "heyt"}));
        assert_eq!(said(&session.on(get(&world, &format!("/user/{}", id(&made)))).send().await), refusal(401, STRANGER));
        assert_eq!(said(&try_login(&world, "one", PASSWORD).await), refusal(401, LOCKED));
        assert_eq!(lock_of(&call(&world, "/user/unlockUser", &json!({"id": "ONE"})).await), open());
        assert_eq!(try_login(&world, "one", PASSWORD).await.status, 200);
        assert_eq!(lock_of(&call(&world, "/user/lockUser", &json!({"id": "one"})).await), locked("Locked by admin"));
    }

    async fn the_same_again_changes_nothing(world: World) {
        create(&world, &user("one")).await;
        let version = async || record(&world, "one").await.user.version;
        call(&world, "/user/lockUser", &json!({"id": "one", "lockReason": "left"})).await;
        let before = version().await;
        for body in [json!({"id": "one"}), json!({"id": "one", "lockReason": "left"}), json!({"id": "one", "lockReason": null}), json!({"id": "one", "lockReason": " "})] {
            world.clock.turn(1);
            assert_eq!(lock_of(&call(&world, "/user/lockUser", &body).await), locked("left"));
        }
        assert_eq!(version().await, before);
        for _ in 0..2 {
            assert_eq!(lock_of(&call(&world, "/user/unlockUser", &json!({"id": "one"})).await), open());
        }
        assert_eq!(version().await, before + 1);
    }

    async fn a_disabled_user_is_locked_besides_and_never_unlocked(world: World) {
        const DISABLED: &str = "Account is disabled";
        create(&world, &user("one")).await;
        change(&world, "one", vec![Change::Enabled(false)]).await;
        let refused = refusal(409, "The account is disabled.");
        assert_eq!(said(&call(&world, "/user/unlockUser", &json!({"id": "one"})).await), refused);
        assert!(record(&world, "one").await.user.lock.is_none());
        let answer = call(&world, "/user/lockUser", &json!({"id": "one", "lockReason": DISABLED})).await;
        assert_eq!(lock_of(&answer), locked("Locked by admin"), "the reserved reason is none");
        assert_eq!(said(&call(&world, "/user/unlockUser", &json!({"id": "one"})).await), refused);
        change(&world, "one", vec![Change::Enabled(true)]).await;
        assert_eq!(lock_of(&call(&world, "/user/unlockUser", &json!({"id": "one"})).await), open());
    }

    async fn what_cannot_be_locked_is_refused(world: World) {
        for path in ["/user/lockUser", "/user/unlockUser"] {
            assert_eq!(said(&call(&world, path, &json!({"id": "nobody"})).await), refusal(404, "User not found."));
            let (status, text) = said(&call(&world, path, &json!({})).await);
            assert!(status == 400 && text.starts_with("id: "), "{text}");
        }
        let own = said(&call(&world, "/user/lockUser", &json!({"id": "admin"})).await);
        assert_eq!(own, refusal(403, "This operation is not permitted on this user."));
        create(&world, &user("one")).await;
        for (reason, field) in [(json!("a\nb"), "lockReason: "), (json!(7), "lockReason: "), (json!("x".repeat(2_000)), "lockReason: ")] {
            let (status, text) = said(&call(&world, "/user/lockUser", &json!({"id": "one", "lockReason": reason})).await);
            assert!(status == 400 && text.starts_with(field), "{text}");
        }
        assert!(record(&world, "one").await.user.lock.is_none());
    }

    async fn a_password_that_is_set_ends_a_lock_where_the_user_asked_for_that(world: World) {
        let asked = create(&world, &user_with("asked", &json!({"properties": {"unlockOnPasswordChanged": "true"}}))).await;
        let other = create(&world, &user("other")).await;
        for user in [&asked, &other] {
            call(&world, "/user/lockUser", &json!({"id": id(user), "lockReason": "left"})).await;
            update(&world, &id(user), &json!({"password": "another", "passwordDirty": false})).await;
            assert_eq!(read(&world, &id(user)).await["locked"], json!(true), "no password was set");
        }
        let set = json!({"password": "another", "passwordDirty": true});
        let unlocked = update(&world, &id(&asked), &set).await;
        assert_eq!((&unlocked["locked"], &unlocked["lockReason"]), (&json!(false), &json!(null)));
        assert_eq!(try_login(&world, "asked", "another").await.status, 200);
        assert_eq!(update(&world, &id(&other), &set).await["locked"], json!(true));
        assert_eq!(said(&try_login(&world, "other", "another").await), refusal(401, LOCKED));
    }
}
