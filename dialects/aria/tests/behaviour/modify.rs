//! What a modification does to others than the record (operation 2).

use directory::groups::{GroupRef, Join};
use directory::roles::{NewGrant, RoleRef};
use directory::users::{NewLock, NewUser, Parts, UserRef};
use directory::{Credential, users};
use http::Method;
use model::{Dialect, GroupName, Residue, Slot, UserId, UserView};
use serde_json::{Value, json};
use testkit::{Answer, World, on_both_engines};

use crate::{ACQUIRE, CURRENT, PASSWORD, USERS, make, person, post, sign_in};

const OTHER: &str = "Fast3r-train";

pub(crate) async fn put(world: &World, token: &str, body: &Value) -> Answer {
    world.call(Method::PUT, USERS).ops_token(token).json(body).send().await
}

/// The whole record, as the core tells it.
pub(crate) async fn view(world: &World, id: UserId) -> UserView {
    let (request, user) = (world.request(Dialect::Native), Ok(UserRef::Id(id)));
    users::get(&world.directory, &request, &Credential::System, user, Parts::ALL).await.unwrap()
}

async fn made(world: &World, user: NewUser) -> UserId {
    make(world, vec![user]).await[0].id
}

fn with_role(login: &str, role: &str) -> NewUser {
    let mut user = person(login);
    user.grants = vec![NewGrant::on_all(RoleRef::Name(role.to_owned()))];
    user
}

async fn opens(world: &World, token: &str) -> bool {
    world.get(CURRENT).ops_token(token).send().await.status == 200
}

async fn acquires(world: &World, login: &str, password: &str) -> u16 {
    let body = json!({"username": login, "password": password});
    world.post(ACQUIRE).json(&body).send().await.status
}

on_both_engines! {
    async fn what_is_absent_stays_and_what_is_empty_is_cleared(world: World) {
        let admin = world.aria_token().await;
        let body = json!({"username": "mira", "password": PASSWORD, "firstName": "Mira", "lastName": "Holt", "enabled": false,
                          "emailAddress": "m@example.test", "distinguishedName": "CN=M", "externalId": "42",
                          "roleNames": ["ReadOnly"]});
        let created = post(&world, &admin, &body).await.json();
        let id = created["id"].as_str().unwrap();
        let answer = put(&world, &admin, &json!({"id": id, "firstName": "Maria", "lastName": null})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let mut expected = created.clone();
        expected["firstName"] = json!("Maria");
        assert_eq!(answer.json(), expected);
        let empty = json!({"id": id, "firstName": "", "lastName": "", "emailAddress": "", "distinguishedName": "",
                           "externalId": "", "roleNames": []});
        let cleared = put(&world, &admin, &empty).await.json();
        for member in ["firstName", "lastName", "emailAddress", "distinguishedName", "externalId"] {
            assert_eq!(cleared.get(member), None, "{member}");
        }
        assert_eq!((&cleared["roleNames"], &cleared["enabled"]), (&json!([]), &json!(false)));
        let view = view(&world, UserId::parse(id).unwrap()).await;
        assert_eq!(view.user.version, 3, "one version each");
        assert!(view.residue.is_empty() && view.emails.is_empty());
        assert_eq!(put(&world, &admin, &empty).await.json(), cleared, "and again");
    }

    async fn a_renamed_user_stays_signed_in_and_leaves_the_name_free(world: World) {
        let admin = world.aria_token().await;
        let id = made(&world, person("mira")).await.to_string();
        let own = world.aria_token_of("mira", PASSWORD).await;
        assert_eq!(put(&world, &admin, &json!({"id": id, "username": "Mira"})).await.json()["username"], json!("Mira"));
        let answer = put(&world, &admin, &json!({"id": id, "username": "maria"})).await;
        assert_eq!((answer.status, &answer.json()["username"]), (200, &json!("maria")));
        assert!(opens(&world, &own).await);
        assert_eq!((acquires(&world, "mira", PASSWORD).await, acquires(&world, "maria", PASSWORD).await), (401, 200));
        let other = made(&world, person("mira")).await.to_string();
        let taken = put(&world, &admin, &json!({"id": other, "username": "MARIA"})).await;
        assert_eq!(taken.status, 422, "{}", taken.text());
        assert_eq!(taken.json()["message"], json!("User with the same username already exists: MARIA."));
    }

    async fn who_is_disabled_is_signed_out_for_good(world: World) {
        let admin = world.aria_token().await;
        let id = made(&world, person("mira")).await.to_string();
        let own = world.aria_token_of("mira", PASSWORD).await;
        assert_eq!(put(&world, &admin, &json!({"id": id, "enabled": false})).await.json()["enabled"], json!(false));
        assert!(!opens(&world, &own).await);
        assert_eq!(acquires(&world, "mira", PASSWORD).await, 401);
        assert_eq!(put(&world, &admin, &json!({"id": id, "enabled": true})).await.json()["enabled"], json!(true));
        assert!(!opens(&world, &own).await, "a session never comes back");
        assert_eq!(acquires(&world, "mira", PASSWORD).await, 200);
    }

    async fn enabled_does_not_end_a_lock(world: World) {
        let admin = world.aria_token().await;
        let mut user = person("mira");
        user.lock = Some(NewLock { reason: None, until: None });
        user.enabled = false;
        let id = made(&world, user).await;
        put(&world, &admin, &json!({"id": id.to_string(), "enabled": true})).await;
        let user = view(&world, id).await.user;
        assert!(user.enabled && user.lock.is_some());
        assert_eq!(acquires(&world, "mira", PASSWORD).await, 401);
    }

    async fn a_new_password_ends_the_other_sessions_and_the_same_is_none(world: World) {
        let admin = world.aria_token().await;
        let id = made(&world, with_role("chief", "Administrator")).await;
        let own = world.aria_token_of("chief", PASSWORD).await;
        let elsewhere = world.aria_token_of("chief", PASSWORD).await;
        let before = view(&world, id).await;
        let same = put(&world, &own, &json!({"id": id.to_string(), "password": PASSWORD})).await;
        assert_eq!((same.status, view(&world, id).await), (200, before));
        assert!(opens(&world, &elsewhere).await);
        let changed = put(&world, &own, &json!({"id": id.to_string(), "password": OTHER})).await;
        assert_eq!((changed.status, &changed.json()["password"]), (200, &Value::Null));
        assert!(!changed.text().contains(OTHER));
        assert!(opens(&world, &own).await && !opens(&world, &elsewhere).await);
        assert_eq!((acquires(&world, "chief", PASSWORD).await, acquires(&world, "chief", OTHER).await), (401, 200));
        assert_eq!(put(&world, &admin, &json!({"id": id.to_string(), "password": PASSWORD})).await.status, 200);
        assert!(!opens(&world, &own).await, "by another");
    }

    async fn a_password_is_held_against_the_name_that_the_user_gets(world: World) {
        let admin = world.aria_token().await;
        let id = made(&world, person("mira")).await;
        let body = json!({"id": id.to_string(), "username": "Tr4velling", "password": "tr4velling"});
        let answer = put(&world, &admin, &body).await;
        assert_eq!((answer.status, &answer.json()["validationFailures"][0]["violationPath"]), (400, &json!("password")));
        assert_eq!(view(&world, id).await.user.version, 1);
    }

    async fn nobody_gives_or_takes_over_more_than_he_holds(world: World) {
        let admin = world.aria_token().await;
        made(&world, with_role("chief", "Administrator")).await;
        let chief = world.aria_token_of("chief", PASSWORD).await;
        let plain = made(&world, person("plain")).await.to_string();
        let above = made(&world, with_role("above", "Privileged Administrator")).await;
        let role = |name: &str| json!([{"roleName": name, "allowAllObjects": true}]);
        for (body, why) in [
            (json!({"id": plain, "role-permissions": role("Privileged Administrator")}), "a role above"),
            (json!({"id": plain, "roleNames": ["Privileged Administrator"]}), "by its name"),
            (json!({"id": above.to_string(), "password": OTHER}), "the password of one above"),
        ] {
            assert_eq!(put(&world, &chief, &body).await.status, 403, "{why}");
        }
        assert_eq!(put(&world, &chief, &json!({"id": plain, "roleNames": ["Administrator"]})).await.status, 200);
        assert_eq!(put(&world, &chief, &json!({"id": above.to_string(), "enabled": false})).await.status, 200);
        assert_eq!(put(&world, &chief, &json!({"id": above.to_string(), "enabled": true})).await.status, 403);
        assert_eq!(put(&world, &admin, &json!({"id": above.to_string(), "enabled": true})).await.status, 200);
    }

    async fn the_own_account_and_the_last_administrator_stay_what_they_are(world: World) {
        let admin = world.aria_token().await;
        let own = world.get(CURRENT).ops_token(&admin).send().await.json();
        for body in [
            json!({"id": own["id"], "enabled": false}),
            json!({"id": own["id"], "role-permissions": [], "groupIds": []}),
        ] {
            let answer = put(&world, &admin, &body).await;
            assert_eq!((answer.status, &answer.json()["apiErrorCode"]), (400, &json!(400)), "{body}");
        }
        assert_eq!(world.get(CURRENT).ops_token(&admin).send().await.json(), own);
        // Who may change grants and is no administrator himself meets the last one.
        let chief = made(&world, with_role("chief", "Administrator")).await.to_string();
        let token = world.aria_token_of("chief", PASSWORD).await;
        assert_eq!(put(&world, &token, &json!({"id": own["id"], "enabled": false})).await.status, 200);
        assert_eq!(put(&world, &token, &json!({"id": chief, "roleNames": []})).await.status, 400);
    }

    async fn authority_is_asked_before_anything_is_told(world: World) {
        made(&world, person("plain")).await;
        let token = world.aria_token_of("plain", PASSWORD).await;
        let id = made(&world, person("mira")).await.to_string();
        let unknown = "3f0a6c1e-6f0e-4a61-9a0d-0d8f3e1b7c55";
        for body in [
            json!({}),
            json!({"id": unknown}),
            json!({"id": id, "username": "a b"}),
            json!({"id": id, "username": "admin"}),
            json!({"id": id, "password": "short"}),
        ] {
            assert_eq!(put(&world, &token, &body).await.status, 403, "{body}");
        }
    }

    async fn groups_not_in_force_outlive_a_list_that_does_not_show_them(world: World) {
        let admin = world.aria_token().await;
        let now = world.directory.now();
        let group = |name: &str| Join::now(GroupRef::Name(GroupName::new(name).unwrap()));
        let mut user = person("mira");
        user.groups = vec![
            group("System.users"),
            Join { from: Some(now.plus_seconds(-60)), until: Some(now), ..group("Super") },
            Join { from: Some(now.plus_seconds(60)), ..group("Prototype Super") },
        ];
        let id = made(&world, user).await;
        let answer = put(&world, &admin, &json!({"id": id.to_string(), "groupIds": []})).await;
        assert_eq!(answer.json()["groupIds"], json!([]));
        let left = view(&world, id).await.memberships;
        assert_eq!(left.iter().map(|row| row.group_name.as_str()).collect::<Vec<_>>(), ["Super", "Prototype Super"]);
    }

    async fn what_others_said_stays(world: World) {
        let admin = world.aria_token().await;
        let mut user = person("mira");
        let mut said = Residue::default();
        said.set("SDKACCESS", true);
        user.residue = Some((Dialect::Pam360, said.clone()));
        user.emails = vec![model::Email::new("second@example.test".to_owned()).unwrap().into_slot(Slot::Second)];
        let id = made(&world, user).await;
        let body = json!({"id": id.to_string(), "externalId": "42", "emailAddress": "main@example.test"});
        assert_eq!(put(&world, &admin, &body).await.status, 200);
        let cleared = json!({"id": id.to_string(), "externalId": "", "emailAddress": ""});
        assert_eq!(put(&world, &admin, &cleared).await.json().get("emailAddress"), None);
        let view = view(&world, id).await;
        assert_eq!(view.residue.get(&Dialect::Pam360), Some(&said));
        assert_eq!(view.emails.iter().map(model::Email::value).collect::<Vec<_>>(), ["second@example.test"]);
    }

    async fn a_refused_modification_changes_nothing(world: World) {
        let admin = world.aria_token().await;
        let id = made(&world, person("mira")).await;
        let before = view(&world, id).await;
        let mut body = json!({"id": id.to_string(), "firstName": "New", "enabled": false, "password": OTHER});
        for (member, value, status) in [
            ("username", json!("admin"), 422),
            ("lastName", json!("a\u{0}b"), 400),
            ("groupIds", json!(["3f0a6c1e-6f0e-4a61-9a0d-0d8f3e1b7c55"]), 404),
            ("roleNames", json!(["Nobody"]), 404),
        ] {
            body[member] = value;
            let answer = put(&world, &admin, &body).await;
            assert_eq!(answer.status, status, "{member}: {}", answer.text());
            assert_eq!(view(&world, id).await, before, "{member}");
            body.as_object_mut().unwrap().remove(member);
        }
        assert_eq!(sign_in(&world, "mira").await.status, 200);
    }
}
