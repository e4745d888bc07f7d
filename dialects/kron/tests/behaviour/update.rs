use directory::users::{Change, NewLock};
use model::AccessWindow;
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

async fn version(world: &World, login: &str) -> i64 {
    record(world, login).await.user.version
}

/// A user about whom everything is said that can be.
fn rich() -> Value {
    user_with(
        "rich",
        &json!({
            "personelId": "A1", "phoneNumber": "5550000000", "passwordAlgorithm": "SHA-256", "rapOnlyUser": true,
            "groups": ["Super"], "managerGroups": ["Super"],
            "properties": {
                "phoneNumber": "1;2", "hey": "heyt", "objectGUID": "x", "ubaThreshold": "70", "unlockOnPasswordChanged": "true",
                "isTemporaryUser": "true", "temporaryUserStartTime": "1745590000000", "temporaryUserEndTime": "4102444800000",
                "isLocked": "true", "lockReason": "by hand", "unlockTime": "4102444800000", "forcePasswordChangeOnNextLogin": "true",
            },
        }),
    )
}

on_both_engines! {
    async fn what_is_shown_and_sent_back_changes_nothing(world: World) {
        let made = create(&world, &rich()).await;
        world.clock.turn(10);
        let (path, before) = (id(&made), version(&world, "rich").await);
        let events = number(&world, "SELECT count(*) FROM changes").await;
        for shape in ["", "/detail"] {
            let shown = admin(&world).await.on(get(&world, &format!("/user{shape}/{path}"))).send().await.json();
            for operation in ["/user/saveUser", "/user/updateUser"] {
                let answer = admin(&world).await.on(post(&world, operation, &shown)).send().await;
                assert_eq!((answer.status, answer.json()), (200, made.clone()), "{shape} {operation}");
            }
        }
        assert_eq!(version(&world, "rich").await, before);
        assert_eq!(number(&world, "SELECT count(*) FROM changes").await, events);
    }

    async fn a_user_whom_this_dialect_could_not_have_made_is_sent_back_too(world: World) {
        let from = world.directory.now().plus_micros(1_234);
        let made = make(&world, "foreign", |user| user).await.to_string();
        change(&world, "foreign", vec![
            Change::Enabled(false), Change::Window(AccessWindow::new(Some(from), None).unwrap()),
            Change::Attributes([("isLocked".to_owned(), Some("strange".to_owned()))].into()),
        ]).await;
        let (shown, before) = (read(&world, &made).await, version(&world, "foreign").await);
        assert_eq!(update(&world, &made, &shown).await, shown);
        assert_eq!(version(&world, "foreign").await, before);
    }

    async fn what_is_absent_stays_and_null_clears(world: World) {
        let made = create(&world, &rich()).await;
        let after = update(&world, &id(&made), &json!({"surname": "Other"})).await;
        let mut expected = made.clone();
        expected["surname"] = json!("Other");
        assert_eq!(after, expected);
        let after = update(&world, &id(&made), &json!({"personelId": null, "managerGroups": null})).await;
        assert_eq!((&after["personelId"], &after["managerGroups"]), (&json!(null), &json!(null)));
        let refused = try_update(&world, &id(&made), &json!({"name": null})).await;
        assert_eq!(said(&refused), refusal(400, "name: must not be blank"));
    }

    async fn groups_replace_what_is_shown_and_may_be_emptied(world: World) {
        let made = create(&world, &user("member")).await;
        let after = update(&world, &id(&made), &json!({"groups": ["Super", "DEFAULT_GROUP_SYSYEM_USERS"]})).await;
        assert_eq!(after["groups"].as_array().unwrap().len(), 2);
        assert_eq!(update(&world, &id(&made), &json!({"groups": []})).await["groups"], json!([]));
        let unknown = try_update(&world, &id(&made), &json!({"surname": "Else", "groups": ["Nobodies"]})).await;
        assert_eq!(said(&unknown), refusal(400, "groups: there is no group Nobodies"));
        assert_eq!(record(&world, "member").await.user.family.as_deref(), Some("Family"), "nothing was saved");
    }

    async fn a_password_is_set_only_with_the_word_for_it_and_never_cleared(world: World) {
        let made = id(&create(&world, &user("kept")).await);
        let before = version(&world, "kept").await;
        for members in [
            json!({"password": "other"}), json!({"password": "x", "passwordDirty": false}), json!({"password": null, "passwordAlgorithm": null, "secondPassword": null}),
            json!({"secondPassword": "second", "passwordSalt": "salt"}),
        ] {
            update(&world, &made, &members).await;
        }
        assert_eq!((try_login(&world, "kept", PASSWORD).await.status, version(&world, "kept").await), (200, before));
        update(&world, &made, &json!({"password": "other", "passwordDirty": true})).await;
        assert_eq!(try_login(&world, "kept", "other").await.status, 200);
        assert_eq!(try_login(&world, "kept", PASSWORD).await.status, 401);
        let weak = try_update(&world, &made, &json!({"password": "four", "passwordDirty": true})).await;
        assert_eq!(weak.status, 400);
        assert!(said(&weak).1.starts_with("password: "), "{}", weak.text());
    }

    async fn a_new_password_ends_a_lock_where_that_was_said(world: World) {
        for (login, says, status) in [("ends", "true", 200), ("stays", "false", 401)] {
            let made = id(&create(&world, &user_with(login, &json!({"properties": {"unlockOnPasswordChanged": says}}))).await);
            change(&world, login, vec![Change::Lock(Some(NewLock::default()))]).await;
            let after = update(&world, &made, &json!({"password": "other", "passwordDirty": true})).await;
            assert_eq!(after["locked"], json!(status == 401), "{login}");
            assert_eq!(try_login(&world, login, "other").await.status, status, "{login}");
        }
    }

    async fn what_the_server_writes_is_not_written_by_a_caller(world: World) {
        let made = create(&world, &user("fixed")).await;
        let before = version(&world, "fixed").await;
        let after = update(&world, &id(&made), &json!({
            "creationTime": 1, "lastLogin": 2, "lastLoginIp": "x", "locked": true, "passwordAutoGenerated": true, "filterEidList": ["x"],
        })).await;
        // `locked` at top level is the twin of `isLocked`, and acts where there is no map.
        assert_eq!(after["locked"], json!(true));
        assert_eq!((&after["creationTime"], &after["lastLogin"]), (&made["creationTime"], &json!(null)));
        assert_eq!(version(&world, "fixed").await, before + 1);
    }

    async fn a_rename_frees_the_old_name_and_refuses_a_taken_one(world: World) {
        let made = id(&create(&world, &user("before")).await);
        create(&world, &user("taken")).await;
        assert_eq!(said(&try_update(&world, &made, &json!({"eid": "Taken"})).await), refusal(409, "eid is already in use: Taken"));
        assert_eq!(update(&world, &made, &json!({"eid": "Before"})).await["eid"], json!("Before"), "another spelling");
        assert_eq!(update(&world, &made, &json!({"eid": "after"})).await["eid"], json!("after"));
        create(&world, &user("before")).await;
    }

    async fn the_ids_of_nobody_and_of_no_user_are_not_found(world: World) {
        for id in ["01234567-89ab-cdef-0123-456789abcdef", "before", ""] {
            assert_eq!(said(&try_update(&world, id, &json!({"surname": "x"})).await), refusal(404, "User not found."), "{id}");
        }
        let nobody = admin(&world).await.on(post(&world, "/user/updateUser", &user("x"))).send().await;
        assert_eq!(said(&nobody), refusal(400, "id: must not be blank"));
    }

    async fn an_upper_case_id_is_the_same_user(world: World) {
        let made = id(&create(&world, &user("any")).await);
        let after = update(&world, &made.to_uppercase(), &json!({"surname": "Changed"})).await;
        assert_eq!((&after["id"], &after["surname"]), (&json!(made), &json!("Changed")));
    }
}
