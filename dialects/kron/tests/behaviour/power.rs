use directory::roles::{NewGrant, RoleRef};
use directory::users::{Change, GrantsChange};
use model::Privilege;
use serde_json::json;
use testkit::{ADMIN_PASSWORD, on_both_engines};

use crate::*;

const ADMINS: &str = "DEFAULT_GROUP_SYSYEM_ADMINS";
const PROTECTED: &str = "This operation is not permitted on this user.";

/// Somebody who may manage users and nothing else.
async fn helper(world: &World) -> Session {
    world.role("Helper", [Privilege::UsersManage, Privilege::DirectoryRead]).await;
    create(world, &user("helper")).await;
    let role = RoleRef::Name("Helper".to_owned());
    let grants = GrantsChange::All(vec![NewGrant::on_all(role)]);
    change(world, "helper", vec![Change::Grants(grants)]).await;
    login(world, "helper", PASSWORD).await
}

on_both_engines! {
    async fn nobody_makes_an_administrator_who_is_none(world: World) {
        let helper = helper(&world).await;
        let plain = id(&create(&world, &user("plain")).await);
        let before = users(&world).await;
        for (path, body) in [
            ("/user/saveUser", user_with("made", &json!({"groups": [ADMINS]}))),
            ("/user/saveUser", user_with("made", &json!({"groups": ["System.admins"]}))),
            ("/user/updateUser", json!({"id": plain, "groups": [ADMINS]})),
            ("/user/updateUser", json!({"id": helper.id, "groups": [ADMINS]})),
        ] {
            let answer = helper.on(post(&world, path, &body)).send().await;
            assert_eq!(said(&answer), refusal(403, FORBIDDEN), "{body}");
        }
        assert_eq!(users(&world).await, before);
        let answer = helper.on(post(&world, "/user/saveUser", &user("made"))).send().await;
        assert_eq!(answer.status, 200, "but a user he makes: {}", answer.text());
        assert_eq!(update(&world, &plain, &json!({"groups": [ADMINS]})).await["groups"], json!([ADMINS]));
    }

    async fn whoever_holds_more_is_not_taken_over(world: World) {
        let helper = helper(&world).await;
        let chief = id(&create(&world, &user_with("chief", &json!({"groups": [ADMINS]}))).await);
        for password in ["taken over", PASSWORD] {
            let body = json!({"id": chief, "password": password, "passwordDirty": true});
            let answer = helper.on(post(&world, "/user/updateUser", &body)).send().await;
            assert_eq!(said(&answer), refusal(403, FORBIDDEN), "{password}");
        }
        let locks = json!({"id": chief, "properties": {"isLocked": "true"}});
        assert_eq!(helper.on(post(&world, "/user/updateUser", &locks)).send().await.status, 200, "he may be kept out");
        let unlocks = json!({"id": chief, "properties": {"isLocked": "false"}});
        let answer = helper.on(post(&world, "/user/updateUser", &unlocks)).send().await;
        assert_eq!(said(&answer), refusal(403, FORBIDDEN), "and not let in again");
    }

    async fn the_rights_follow_the_privilege_and_not_the_group(world: World) {
        let helper = helper(&world).await;
        assert_eq!(helper.on(get(&world, "/user/01234567-89ab-cdef-0123-456789abcdef")).send().await.status, 404);
        create(&world, &user_with("chief", &json!({"groups": [ADMINS]}))).await;
        let chief = login(&world, "chief", PASSWORD).await;
        let made = chief.on(post(&world, "/user/saveUser", &user_with("made", &json!({"groups": [ADMINS]})))).send().await;
        assert_eq!(made.status, 200, "{}", made.text());
    }

    async fn nobody_ends_himself(world: World) {
        let own = admin(&world).await.id;
        let now = world.directory.now().millis();
        for members in [
            json!({"properties": {"isLocked": "true"}}),
            json!({"tempUser": true, "tempUserStartTime": now, "tempUserEndTime": now + 60_000}),
        ] {
            assert_eq!(said(&try_update(&world, &own, &members).await), refusal(403, PROTECTED), "{members}");
        }
        assert_eq!(try_login(&world, "admin", ADMIN_PASSWORD).await.status, 200);
    }
}
