use directory::users::Change;
use model::{Slot, Timestamp};
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

const USERS: &str = "DEFAULT_GROUP_SYSYEM_USERS";
const ADMINS: &str = "DEFAULT_GROUP_SYSYEM_ADMINS";

/// The temporary user of the product's page (section 4.2).
fn temporary() -> Value {
    user_with(
        "temp_user_7",
        &json!({
            "phoneNumber": "5550000000", "passwordAlgorithm": "MD5", "internal": true, "groups": [USERS, ADMINS],
            "tempUser": true, "tempUserStartTime": 1_745_590_000_000_i64, "tempUserEndTime": 1_745_593_600_000_i64,
            "properties": {"isTemporaryUser": "true", "temporaryUserStartTime": "1745590000000", "temporaryUserEndTime": "1745593600000"},
        }),
    )
}

on_both_engines! {
    async fn a_phone_beside_a_map_without_it_is_hidden_here_and_kept(world: World) {
        let shown = create(&world, &temporary()).await;
        assert_eq!((&shown["phoneNumber"], &shown["properties"]["phoneNumber"]), (&json!(null), &json!(null)));
        let record = record(&world, "temp_user_7").await;
        let phones: Vec<_> = record.phones.iter().map(|phone| (phone.text(), phone.slot)).collect();
        assert_eq!(phones, [("5550000000", Some(Slot::Mobile))]);
        let window = record.user.window;
        assert_eq!(window.from(), Timestamp::from_millis(1_745_590_000_000));
        assert_eq!(window.until(), Timestamp::from_millis(1_745_593_600_000));
    }

    async fn a_name_is_taken_in_any_case_and_whoever_took_it(world: World) {
        create(&world, &user("Jason")).await;
        make(&world, "Robert", |user| user).await;
        let before = users(&world).await;
        for login in ["jason", "JASON", "\u{ff2a}ason", "robert", "Admin"] {
            assert_eq!(said(&save(&world, &user(login)).await), refusal(409, &format!("eid is already in use: {login}")));
        }
        assert_eq!(users(&world).await, before);
    }

    async fn of_many_at_once_one_is_created(world: World) {
        let session = admin(&world).await;
        let body = user("once");
        let one = || session.on(post(&world, "/user/saveUser", &body)).send();
        let (a, b, c, d) = tokio::join!(one(), one(), one(), one());
        let mut statuses = [a.status, b.status, c.status, d.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409, 409]);
    }

    async fn what_is_refused_leaves_nothing_behind(world: World) {
        let counts = |world| async move {
            [users(world).await, number(world, "SELECT count(*) FROM memberships").await, number(world, "SELECT count(*) FROM changes").await]
        };
        let session = admin(&world).await;
        let before = counts(&world).await;
        for (more, expected) in [
            (json!({"groups": [USERS, "Nobodies"]}), "groups: there is no group Nobodies"),
            (json!({"groups": ["01234567-89ab-cdef-0123-456789abcdef"]}), "groups: there is no group 01234567-89ab-cdef-0123-456789abcdef"),
            (json!({"email": "nobody"}), "email: "), (json!({"email": null}), "email: "), (json!({"eid": " "}), "eid: "),
            (json!({"name": ""}), "name: "), (json!({"surname": null}), "surname: "), (json!({"password": null}), "password: "),
            (json!({"password": "four"}), "password: "), (json!({"passwordAlgorithm": "ROT13"}), "passwordAlgorithm: "),
            (json!({"personelId": "1-2"}), "personelId: "), (json!({"internal": "yes"}), "internal: "), (json!({"groups": "x"}), "groups: "),
            (json!({"tempUser": true}), "tempUserStartTime: "),
            (json!({"properties": {"isTemporaryUser": "true"}}), "properties.temporaryUser"),
        ] {
            let answer = session.on(post(&world, "/user/saveUser", &user_with("refused", &more))).send().await;
            let (status, text) = said(&answer);
            assert_eq!(status, 400, "{more}: {text}");
            assert!(text.starts_with(expected), "{more}: {text}");
        }
        assert_eq!(counts(&world).await, before);
    }

    async fn groups_are_named_by_alias_id_or_name_and_a_set(world: World) {
        let super_id = id_of_group(&world, "Super").await;
        let body = user_with("member", &json!({"groups": ["Prototype Super", USERS, super_id.to_uppercase(), "SUPER", "System.users"]}));
        let shown = create(&world, &body).await;
        let prototype = id_of_group(&world, "Prototype Super").await;
        assert_eq!(shown["groups"], json!([prototype, USERS, super_id]), "in the order of the request");
        for groups in [json!([]), json!(null)] {
            let login = format!("default{}", groups.is_null());
            let shown = create(&world, &user_with(&login, &json!({ "groups": groups }))).await;
            assert_eq!(shown["groups"], json!([USERS]));
        }
    }

    async fn groups_that_one_manages_are_shown_and_kept(world: World) {
        let managed = id_of_group(&world, "Super").await;
        let shown = create(&world, &user_with("manager", &json!({"managerGroups": ["Super"]}))).await;
        assert_eq!((&shown["managerGroups"], &shown["groups"]), (&json!([managed]), &json!([USERS])));
        assert_eq!(update(&world, &id(&shown), &json!({"surname": "Else"})).await["managerGroups"], json!([managed]));
        assert_eq!(update(&world, &id(&shown), &json!({"managerGroups": []})).await["managerGroups"], json!(null));
        let detail = admin(&world).await.on(get(&world, &format!("/user/detail/{}", id(&shown)))).send().await;
        assert_eq!(detail.json()["managerGroups"], json!([]));
        let unknown = save(&world, &user_with("other", &json!({"managerGroups": ["Nobodies"]}))).await;
        assert_eq!(unknown.status, 400, "{}", unknown.text());
        assert!(unknown.text().contains("Nobodies"), "{}", unknown.text());
    }

    async fn a_body_may_be_encoded_twice_for_every_operation(world: World) {
        let session = admin(&world).await;
        let twice = |path: &str, body: &Value| {
            let text = serde_json::to_string(&body.to_string()).unwrap();
            world.post(&format!("{BASE}{path}")).header("content-type", "application/json").body(text)
        };
        let made = session.on(twice("/user/saveUser", &user("twice"))).send().await;
        assert_eq!(made.status, 200, "{}", made.text());
        let changed = json!({"id": made.json()["id"], "surname": "Changed"});
        let answer = session.on(twice("/user/updateUser", &changed)).send().await;
        assert_eq!((answer.status, &answer.json()["surname"]), (200, &json!("Changed")));
        assert_eq!(twice("/jwt/login", &pair("twice", PASSWORD)).send().await.status, 200);
    }

    async fn keys_are_read_in_any_case_and_unknown_ones_passed_over(world: World) {
        let body = json!({"EID": "any", "Name": "Given", "SurName": "Family", "eMail": "a@b", "PASSWORD": PASSWORD, "shoeSize": 44});
        assert_eq!(create(&world, &body).await["eid"], json!("any"));
    }

    async fn an_id_that_is_null_creates_and_one_that_is_unknown_does_not(world: World) {
        create(&world, &user_with("null", &json!({"id": null}))).await;
        let before = users(&world).await;
        for id in ["01234567-89ab-cdef-0123-456789abcdef", "no id"] {
            let answer = save(&world, &user_with("unknown", &json!({"id": id}))).await;
            assert_eq!(said(&answer), refusal(404, "User not found."), "{id}");
        }
        assert_eq!(users(&world).await, before);
    }

    async fn a_user_who_is_created_locked_does_not_come_in(world: World) {
        let shown = create(&world, &user_with("locked", &json!({"properties": {"isLocked": "true"}}))).await;
        assert_eq!((&shown["locked"], &shown["lockReason"]), (&json!(true), &json!("Locked by admin")));
        assert_eq!(said(&try_login(&world, "locked", PASSWORD).await), refusal(401, LOCKED));
    }

    async fn a_user_of_another_dialect_is_shown_whole(world: World) {
        let made = make(&world, "foreign", |mut user| {
            user.given = Some("Ada".to_owned());
            user
        }).await;
        let shown = read(&world, &made.to_string()).await;
        assert_eq!((&shown["eid"], &shown["name"], &shown["surname"], &shown["email"]), (&json!("foreign"), &json!("Ada"), &json!(null), &json!(null)));
        assert_eq!(shown["groups"], json!([]));
        change(&world, "foreign", vec![Change::Enabled(false)]).await;
        assert_eq!(read(&world, &made.to_string()).await["lockReason"], json!("Account is disabled"));
    }
}

/// The id of a group, as it is printed.
async fn id_of_group(world: &World, name: &str) -> String {
    let key = model::fold::key(name);
    let read = world.directory.store().read(move |c| {
        c.one("SELECT group_id FROM groups WHERE name_key = $1", &[key.as_str().into()], |row| {
            row.get::<[u8; 16]>(0)
        })
    });
    model::GroupId(read.await.unwrap()).to_string()
}
