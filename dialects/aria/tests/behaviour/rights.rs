//! Groups, roles, permissions and scopes, where a scenario file cannot say it: what changes nothing, and what others made.

use directory::Credential;
use directory::groups::{self, Join};
use model::{Dialect, GroupName};
use serde_json::{Value, json};
use testkit::{World, on_both_engines, rows};

use crate::{make, person};

const AUTH: &str = "/suite-api/api/auth";

async fn put(world: &World, token: &str, path: &str, body: &Value) -> u16 {
    world.call(http::Method::PUT, &format!("{AUTH}/{path}")).ops_token(token).json(body).send().await.status
}

async fn get(world: &World, token: &str, path: &str) -> Value {
    let answer = world.get(&format!("{AUTH}/{path}")).ops_token(token).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn created(world: &World, token: &str, path: &str, body: &Value) -> Value {
    let answer = world.post(&format!("{AUTH}/{path}")).ops_token(token).json(body).send().await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// Versions of all that has one, and the events so far.
async fn record(world: &World) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for sql in [
        "SELECT user_key, version FROM users ORDER BY 1",
        "SELECT group_key, version FROM groups ORDER BY 1",
        "SELECT role_key, version FROM roles ORDER BY 1",
        "SELECT version, updated FROM scopes ORDER BY name",
        "SELECT count(*), 0 FROM audit_events",
    ] {
        all.extend(rows(world, sql, 2).await);
    }
    all
}

on_both_engines! {
    async fn what_is_sent_back_as_it_was_read_changes_nothing(world: World) {
        let token = world.aria_token().await;
        let specs = json!([{"adapterKind": "VMWARE", "name": "vSphere Storage", "includedAdapterKinds": ["b", "a"], "others": 1}]);
        let scope = created(&world, &token, "scopes", &json!({"name": "Lab", "traversalSpecInstances": specs})).await;
        let permissions = json!([
            {"roleName": "PowerUser", "scopeId": scope["id"], "allowAllObjects": true},
            {"roleName": "ReadOnly", "traversal-spec-instances": specs},
            {"roleName": "ContentAdmin", "scopeId": scope["id"], "traversal-spec-instances": [], "allowAllObjects": false}
        ]);
        let all = json!({"name": "night", "displayName": "Night", "externalId": "7", "description": "d", "role-permissions": permissions});
        let night = created(&world, &token, "usergroups", &all).await;
        let user = created(&world, &token, "users", &json!({"username": "a", "password": crate::PASSWORD, "role-permissions": permissions, "groupIds": [night["id"]]})).await;
        let night = night["id"].as_str().unwrap().to_owned();
        let user = user["id"].as_str().unwrap().to_owned();
        created(&world, &token, "roles", &json!({"name": "Auditor", "displayName": "A", "privilege-keys": ["home.view"]})).await;
        world.clock.turn(1);
        let before = record(&world).await;
        let group = get(&world, &token, &format!("usergroups/{night}")).await;
        assert_eq!(group["userIds"], json!([user]));
        assert_eq!(put(&world, &token, "usergroups", &group).await, 200);
        let mut names = group.clone();
        names.as_object_mut().unwrap().remove("role-permissions");
        assert_eq!(put(&world, &token, "usergroups", &names).await, 200);
        for holder in [format!("usergroups/{night}/permissions"), format!("users/{user}/permissions")] {
            let held = get(&world, &token, &holder).await;
            assert_eq!(held["permissions"].as_array().unwrap().len(), 3);
            for permission in held["permissions"].as_array().unwrap() {
                assert_eq!(put(&world, &token, &holder, permission).await, 200);
            }
        }
        for role in get(&world, &token, "roles").await["userRoles"].as_array().unwrap() {
            assert_eq!(put(&world, &token, "roles", role).await, 200, "{role}");
            let path = format!("roles/{}/privileges", role["name"].as_str().unwrap().replace(' ', "%20"));
            assert_eq!(put(&world, &token, &path, &json!({"privilege-key": role["privilege-keys"]})).await, 200);
        }
        for scope in get(&world, &token, "scopes").await["scopesDetails"].as_array().unwrap() {
            assert_eq!(put(&world, &token, "scopes", scope).await, 200, "{scope}");
        }
        assert_eq!(record(&world).await, before);
    }

    async fn a_group_that_another_made_is_shown_and_keeps_what_this_dialect_does_not_show(world: World) {
        let token = world.aria_token().await;
        let now = world.directory.now();
        let group = || groups::GroupRef::Name(GroupName::new("Super").unwrap());
        let future = Join { from: Some(now.plus_seconds(60)), ..Join::now(group()) };
        let mut later = person("later");
        later.groups = vec![future];
        let made = make(&world, vec![later, person("now")]).await;
        let found = get(&world, &token, "usergroups?name=super&_no_links=true").await;
        let found = found["userGroups"].as_array().unwrap().iter().find(|one| one["name"] == "Super").unwrap().clone();
        assert_eq!((&found["displayName"], &found["userIds"]), (&json!("Super"), &json!([])));
        let body = json!({"id": found["id"], "userIds": [made[1].id.to_string()]});
        assert_eq!(put(&world, &token, "usergroups", &body).await, 200);
        world.clock.turn(60);
        let path = format!("usergroups/{}", found["id"].as_str().unwrap());
        let ids = get(&world, &token, &path).await["userIds"].clone();
        assert_eq!(ids.as_array().unwrap().len(), 2, "who was to come has come");
        let request = world.request(Dialect::Kron);
        let view = groups::get(&world.directory, &request, &Credential::System, Ok(group())).await.unwrap();
        assert!(view.residue.is_empty() && view.group.version == 1);
    }

    async fn a_member_uses_what_his_group_is_given_and_only_as_long(world: World) {
        let token = world.aria_token().await;
        let id = make(&world, vec![person("a")]).await[0].id.to_string();
        let body = json!({"name": "readers", "userIds": [id], "roleNames": ["Password Administrator"]});
        let group = created(&world, &token, "usergroups", &body).await["id"].as_str().unwrap().to_owned();
        let own = world.aria_token_of("a", crate::PASSWORD).await;
        let reads = async || world.get(&format!("{AUTH}/users")).ops_token(&own).send().await.status;
        assert_eq!(reads().await, 200);
        let scoped = json!({"roleName": "Password Administrator", "allowAllObjects": false});
        assert_eq!(put(&world, &token, &format!("usergroups/{group}/permissions"), &scoped).await, 200);
        assert_eq!(reads().await, 403, "a narrower permission confers nothing");
        let all = json!({"roleName": "Password Administrator", "allowAllObjects": true});
        assert_eq!(put(&world, &token, &format!("usergroups/{group}/permissions"), &all).await, 200);
        assert_eq!(reads().await, 200);
        let deleted = world.call(http::Method::DELETE, &format!("{AUTH}/usergroups/{group}")).ops_token(&token).send().await;
        assert_eq!((deleted.status, reads().await), (204, 403));
    }
}
