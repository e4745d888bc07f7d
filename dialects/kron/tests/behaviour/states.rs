use directory::users::{Change, NewLock};
use model::AccessWindow;
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

/// `locked`, `isLocked`, `lockReason` (twice) and `unlockTime`.
fn lock(user: &Value) -> [Value; 5] {
    let properties = &user["properties"];
    [
        &user["locked"],
        &properties["isLocked"],
        &user["lockReason"],
        &properties["lockReason"],
        &user["unlockTime"],
    ]
    .map(Clone::clone)
}

fn locked(reason: &str) -> [Value; 5] {
    [json!(true), json!("true"), json!(reason), json!(reason), json!(null)]
}

fn free() -> [Value; 5] {
    [json!(false), json!(null), json!(null), json!(null), json!(null)]
}

fn map(properties: &Value) -> Value {
    json!({ "properties": properties })
}

const DISABLED: &str = "Account is disabled";

on_both_engines! {
    async fn each_state_is_shown_as_it_is_decided(world: World) {
        let made = id(&create(&world, &user("one")).await);
        assert_eq!(lock(&read(&world, &made).await), free());
        change(&world, "one", vec![Change::Enabled(false)]).await;
        assert_eq!(lock(&read(&world, &made).await), locked(DISABLED));
        change(&world, "one", vec![Change::Lock(Some(NewLock { reason: Some("left".to_owned()), until: None }))]).await;
        assert_eq!(lock(&read(&world, &made).await), locked("left"), "disabled and locked: the lock's own reason");
        change(&world, "one", vec![Change::Enabled(true)]).await;
        assert_eq!(lock(&read(&world, &made).await), locked("left"));
        change(&world, "one", vec![Change::Lock(None), Change::MustChange(true)]).await;
        let shown = read(&world, &made).await;
        assert_eq!(lock(&shown), free());
        assert_eq!((&shown["forceChangePasswordOnNextLogin"], &shown["properties"]["forcePasswordChangeOnNextLogin"]), (&json!(true), &json!("true")));
    }

    async fn a_window_is_shown_with_its_times_and_is_no_lock(world: World) {
        let made = id(&create(&world, &user("one")).await);
        let now = world.directory.now();
        for (from, until) in [(-60, -30), (30, 60)] {
            let window = AccessWindow::new(Some(now.plus_seconds(from)), Some(now.plus_seconds(until))).unwrap();
            change(&world, "one", vec![Change::Window(window)]).await;
            let shown = read(&world, &made).await;
            assert_eq!((&shown["tempUser"], &shown["locked"]), (&json!(true), &json!(false)));
            assert_eq!(shown["tempUserEndTime"], json!(now.plus_seconds(until).millis()));
            assert_eq!(shown["properties"]["temporaryUserStartTime"], json!(now.plus_seconds(from).millis().to_string()));
        }
        change(&world, "one", vec![Change::Window(AccessWindow::new(None, Some(now)).unwrap())]).await;
        let shown = read(&world, &made).await;
        assert_eq!((&shown["tempUser"], &shown["tempUserStartTime"], &shown["properties"]["temporaryUserStartTime"]), (&json!(true), &json!(null), &json!(null)));
    }

    async fn a_lock_has_the_reason_given_or_names_whoever_set_it(world: World) {
        let made = id(&create(&world, &user("one")).await);
        let after = update(&world, &made, &map(&json!({"isLocked": "true", "lockReason": "left the house"}))).await;
        assert_eq!(lock(&after), locked("left the house"));
        let after = update(&world, &made, &map(&json!({"isLocked": "false"}))).await;
        assert_eq!((&after["locked"], &after["lockReason"], &after["unlockTime"]), (&json!(false), &json!(null), &json!(null)));
        assert_eq!(lock(&update(&world, &made, &map(&json!({"isLocked": "true"}))).await), locked("Locked by admin"));
        assert_eq!(try_login(&world, "one", PASSWORD).await.status, 401);
    }

    async fn locking_the_locked_keeps_reason_and_time(world: World) {
        let made = id(&create(&world, &user("one")).await);
        update(&world, &made, &map(&json!({"isLocked": "true", "lockReason": "first"}))).await;
        let since = record(&world, "one").await.user.lock.unwrap().since;
        world.clock.turn(60);
        let before = record(&world, "one").await.user.version;
        assert_eq!(lock(&update(&world, &made, &map(&json!({"isLocked": "true"}))).await), locked("first"));
        let after = record(&world, "one").await.user;
        assert_eq!((after.lock.unwrap().since, after.version), (since, before));
    }

    async fn a_lock_ends_by_itself_at_its_time(world: World) {
        let made = id(&create(&world, &user("one")).await);
        let until = world.directory.now().plus_seconds(60).millis().to_string();
        update(&world, &made, &map(&json!({"isLocked": "true", "unlockTime": until}))).await;
        world.clock.turn_micros(59_999_999);
        assert_eq!(said(&try_login(&world, "one", PASSWORD).await), refusal(401, LOCKED));
        world.clock.turn_micros(1);
        assert_eq!(try_login(&world, "one", PASSWORD).await.status, 200);
        assert_eq!(lock(&read(&world, &made).await), free());
    }

    async fn a_lock_that_would_be_over_is_refused_by_the_name_of_its_end(world: World) {
        let made = id(&create(&world, &user("one")).await);
        let over = world.directory.now().millis();
        for (members, text) in [
            (map(&json!({"isLocked": "true", "unlockTime": over.to_string()})), "properties.unlockTime: must lie in the future"),
            (json!({"locked": true, "unlockTime": over}), "unlockTime: must lie in the future"),
        ] {
            assert_eq!(said(&try_update(&world, &made, &members).await), refusal(400, text));
            let mut saved = members.clone();
            saved["id"] = json!(made);
            assert_eq!(said(&save(&world, &saved).await), refusal(400, text));
            assert_eq!(said(&save(&world, &user_with("two", &members)).await), refusal(400, text));
        }
        assert_eq!(record(&world, "one").await.user.lock, None);
    }

    async fn an_unlock_ends_any_lock_whoever_set_it(world: World) {
        let made = id(&create(&world, &user("one")).await);
        change(&world, "one", vec![Change::Lock(Some(NewLock::default()))]).await;
        update(&world, &made, &map(&json!({"isLocked": "false"}))).await;
        assert_eq!(try_login(&world, "one", PASSWORD).await.status, 200);
    }

    async fn a_map_that_does_not_speak_of_it_ends_no_lock_no_window_and_no_duty(world: World) {
        let made = id(&create(&world, &user("one")).await);
        let old = read(&world, &made).await;
        let window = AccessWindow::new(Some(world.directory.now()), Some(world.directory.now().plus_seconds(600))).unwrap();
        change(&world, "one", vec![Change::Lock(Some(NewLock::default())), Change::Window(window), Change::MustChange(true)]).await;
        let before = record(&world, "one").await.user;
        update(&world, &made, &map(&json!({"hey": "heyt"}))).await;
        update(&world, &made, &json!({"properties": old["properties"]})).await;
        let after = record(&world, "one").await.user;
        assert_eq!((after.lock, after.window, after.must_change), (before.lock, before.window, true));
    }

    async fn no_call_of_kron_enables_a_disabled_user(world: World) {
        let made = id(&create(&world, &user("one")).await);
        change(&world, "one", vec![Change::Enabled(false)]).await;
        let before = record(&world, "one").await;
        for members in [map(&json!({"isLocked": "false"})), json!({"locked": false})] {
            let answer = try_update(&world, &made, &members).await;
            assert_eq!(said(&answer), refusal(409, "The account is disabled."), "{members}");
        }
        change(&world, "one", vec![Change::Lock(Some(NewLock::default()))]).await;
        let answer = try_update(&world, &made, &map(&json!({"isLocked": "false", "hey": "heyt"}))).await;
        assert_eq!(said(&answer), refusal(409, "The account is disabled."), "locked or not");
        let after = record(&world, "one").await;
        assert!(!after.user.enabled && after.user.lock.is_some() && after.attributes == before.attributes);
    }

    async fn the_disabled_view_sent_back_never_locks(world: World) {
        let made = id(&create(&world, &user("one")).await);
        change(&world, "one", vec![Change::Enabled(false)]).await;
        let shown = read(&world, &made).await;
        assert_eq!(lock(&update(&world, &made, &shown).await), locked(DISABLED));
        assert_eq!(record(&world, "one").await.user.lock, None);
        change(&world, "one", vec![Change::Enabled(true)]).await;
        assert_eq!(lock(&update(&world, &made, &shown).await), free(), "nor when the user was enabled meanwhile");
        assert_eq!(record(&world, "one").await.user.lock, None);
    }

    async fn a_disabled_user_is_really_locked_with_another_reason_or_none(world: World) {
        for (login, properties, reason) in [
            ("one", json!({"isLocked": "true", "lockReason": "left"}), "left"),
            ("two", json!({"isLocked": "true"}), "Locked by admin"),
        ] {
            let made = id(&create(&world, &user(login)).await);
            change(&world, login, vec![Change::Enabled(false)]).await;
            assert_eq!(lock(&update(&world, &made, &map(&properties)).await), locked(reason), "{login}");
            change(&world, login, vec![Change::Enabled(true)]).await;
            assert_eq!(said(&try_login(&world, login, PASSWORD).await), refusal(401, LOCKED));
        }
    }

    async fn a_deleted_user_is_gone_and_his_name_is_free(world: World) {
        let made = id(&create(&world, &user("one")).await);
        let session = login(&world, "one", PASSWORD).await;
        let request = world.request(Dialect::Native);
        let user_ref = Ok(UserRef::Login("one".to_owned()));
        directory::users::delete(&world.directory, &request, &Credential::System, user_ref).await.unwrap();
        assert_eq!(session.on(get(&world, &format!("/user/{made}"))).send().await.status, 401);
        let answer = admin(&world).await.on(get(&world, &format!("/user/{made}"))).send().await;
        assert_eq!(said(&answer), refusal(404, "User not found."));
        assert_eq!(said(&try_login(&world, "one", PASSWORD).await), refusal(401, UNKNOWN));
        assert_ne!(id(&create(&world, &user("one")).await), made);
    }

    async fn an_external_user_is_shown_with_his_source_and_signs_in_nowhere(world: World) {
        let body = user_with("ldap", &json!({"internal": false, "password": null, "properties": {"externalDirectorySource": "LDAP"}}));
        let shown = create(&world, &body).await;
        assert_eq!((&shown["internal"], &shown["externalDirectorySource"]), (&json!(false), &json!("LDAP")));
        assert_eq!(said(&try_login(&world, "ldap", PASSWORD).await), refusal(401, UNKNOWN));
        let plain = try_update(&world, &id(&shown), &json!({"internal": true})).await;
        assert_eq!(plain.status, 400, "{}", plain.text());
        let with = json!({"internal": true, "password": "admin", "passwordDirty": true});
        assert_eq!(update(&world, &id(&shown), &with).await["internal"], json!(true));
        assert_eq!(try_login(&world, "ldap", PASSWORD).await.status, 200);
        assert_eq!(update(&world, &id(&shown), &json!({"internal": false})).await["internal"], json!(false));
        assert_eq!(said(&try_login(&world, "ldap", PASSWORD).await), refusal(401, UNKNOWN));
    }
}
