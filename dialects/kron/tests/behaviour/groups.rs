use directory::groups::{GroupRef, Join};
use directory::roles::RoleRef;
use directory::users::{GrantsChange, GroupsChange};
use model::{GroupName, Privilege};
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

const ADMINS: &str = "DEFAULT_GROUP_SYSYEM_ADMINS";
const USERS: &str = "DEFAULT_GROUP_SYSYEM_USERS";

async fn try_save(world: &World, body: &Value) -> Answer {
    call(world, "/user/saveUserGroup", body).await
}

async fn save_group(world: &World, body: &Value) -> Value {
    let answer = try_save(world, body).await;
    assert_eq!(answer.status, 200, "{body}: {}", answer.text());
    answer.json()
}

async fn found(world: &World, body: &Value) -> Vec<Value> {
    let answer = call(world, "/user/searchUserGroups", body).await;
    assert_eq!(answer.status, 200, "{body}: {}", answer.text());
    answer.json()["searchResults"].as_array().unwrap().clone()
}

async fn eids(world: &World, body: &Value) -> Vec<String> {
    found(world, body).await.iter().map(|group| group["eid"].as_str().unwrap().to_owned()).collect()
}

async fn detail(world: &World, id: &str) -> Answer {
    admin(world).await.on(get(world, &format!("/user/userGroup/detail/{id}"))).send().await
}

/// The highest version of a group, and how many events tell of changes.
async fn versions(world: &World) -> (i64, i64) {
    let events = "SELECT count(*) FROM audit_events WHERE event NOT IN ('session.opened', 'auth.succeeded')";
    (number(world, "SELECT max(version) FROM groups").await, number(world, events).await)
}

fn super_group() -> GroupRef {
    GroupRef::Name(GroupName::new("Super").unwrap())
}

on_both_engines! {
    async fn a_group_is_made_with_its_users_and_managers_and_both_see_it(world: World) {
        let (one, two) = (create(&world, &user("one")).await, create(&world, &user("two")).await);
        let made = save_group(&world, &json!({"eid": "UG_Create", "description": "Some", "users": [{"id": id(&two)}, {"eid": "ONE"}, {"id": "one"}],
            "managers": [{"id": id(&one).to_uppercase()}], "properties": {"b": "x", "a": true, "n": null}})).await;
        let shown = |user: &Value| json!({"id": user["id"], "eid": user["eid"]});
        assert_eq!(made, json!({"id": made["id"], "eid": "UG_Create", "description": "Some", "users": [shown(&two), shown(&one)],
            "managers": [shown(&one)], "properties": {"a": "true", "b": "x"}}));
        assert_eq!(detail(&world, made["id"].as_str().unwrap()).await.json(), made);
        let read_one = read(&world, &id(&one)).await;
        assert_eq!((&read_one["groups"], &read_one["managerGroups"]), (&json!([USERS, made["id"]]), &json!([made["id"]])));
        assert_eq!(read(&world, &id(&two)).await["managerGroups"], json!(null));
    }

    async fn membership_is_one_thing_from_both_sides(world: World) {
        let (one, two) = (create(&world, &user("one")).await, create(&world, &user("two")).await);
        let group = id(&save_group(&world, &json!({"eid": "night"})).await);
        let people = async || {
            let group = detail(&world, &group).await.json();
            let eids = |list: &Value| list.as_array().unwrap().iter().map(|one| one["eid"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
            (eids(&group["users"]), eids(&group["managers"]))
        };
        update(&world, &id(&one), &json!({"groups": ["night"], "managerGroups": [group]})).await;
        assert_eq!(people().await, (vec!["one".to_owned()], vec!["one".to_owned()]));
        save_group(&world, &json!({"id": group, "users": [{"id": id(&two)}], "managers": [{"id": id(&two)}, {"id": id(&one)}]})).await;
        assert_eq!(people().await, (vec!["two".to_owned()], vec!["one".to_owned(), "two".to_owned()]));
        assert_eq!(read(&world, &id(&one)).await["groups"], json!([]));
        update(&world, &id(&two), &json!({"groups": [], "managerGroups": null})).await;
        assert_eq!(people().await, (vec![], vec!["one".to_owned()]));
        call(&world, "/user/deleteUser", &json!({"id": id(&one)})).await;
        assert_eq!(people().await, (vec![], vec![]), "deleted users manage nothing");
    }

    async fn what_is_absent_or_null_stays_and_what_is_given_replaces(world: World) {
        create(&world, &user("one")).await;
        let made = save_group(&world, &json!({"eid": "night", "description": "d", "users": [{"eid": "one"}], "managers": [{"eid": "one"}], "properties": {"k": "v"}})).await;
        let save = async |more: Value| {
            let mut body = json!({"id": made["id"]});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            save_group(&world, &body).await
        };
        let before = versions(&world).await;
        for same in [json!({}), json!({"users": null, "managers": null, "properties": null}), made.clone(), json!({"users": [{"eid": "ONE"}], "properties": {"k": "v"}}), json!({"what": 1})] {
            assert_eq!(save(same.clone()).await, made, "{same}");
        }
        assert_eq!(versions(&world).await, before, "the same again is no change");
        let other = save(json!({"eid": "late", "description": null, "users": [], "managers": [], "properties": {}})).await;
        assert_eq!(other, json!({"id": made["id"], "eid": "late", "description": null, "users": [], "managers": [], "properties": {}}));
        let (raised, _) = versions(&world).await;
        assert_eq!(raised, before.0 + 1, "one version");
        assert_eq!(save(json!({"properties": {"k": 7}})).await["properties"], json!({"k": "7"}));
    }

    async fn a_list_replaces_the_members_in_force_alone(world: World) {
        let now = world.directory.now();
        create(&world, &user("one")).await;
        make(&world, "ended", |user| user).await;
        make(&world, "future", |user| user).await;
        for (login, from, until) in [("ended", -9, -1), ("future", 60, 120)] {
            let join = Join { from: Some(now.plus_seconds(from)), until: Some(now.plus_seconds(until)), ..Join::now(super_group()) };
            change(&world, login, vec![Change::Groups(GroupsChange::All(vec![join]))]).await;
        }
        let group = found(&world, &json!({"eid": "super", "filterEidList": ["Super"]})).await.remove(0);
        assert_eq!(group["users"], json!([]), "members in force are shown");
        for users in [json!([{"eid": "one"}]), json!([])] {
            save_group(&world, &json!({"id": group["id"], "users": users})).await;
        }
        assert_eq!(number(&world, "SELECT count(*) FROM memberships WHERE group_key = 5").await, 2);
        world.clock.turn(60);
        assert_eq!(detail(&world, group["id"].as_str().unwrap()).await.json()["users"][0]["eid"], json!("future"));
    }

    async fn what_cannot_be_a_group_is_refused_and_nothing_of_it_is_kept(world: World) {
        create(&world, &user("one")).await;
        let made = save_group(&world, &json!({"eid": "night"})).await;
        let long: serde_json::Map<String, Value> = (0..101).map(|n| (format!("k{n}"), json!("v"))).collect();
        let before = versions(&world).await;
        for (body, status, text) in [
            (json!({}), 400, "eid: "), (json!({"eid": null}), 400, "eid: "), (json!({"eid": " "}), 400, "eid: "), (json!({"eid": 7}), 400, "eid: "),
            (json!({"eid": "a\nb"}), 400, "eid: "), (json!({"eid": "x".repeat(513)}), 400, "eid: "), (json!({"eid": "x", "description": "a\nb"}), 400, "description: "),
            (json!({"eid": "x", "users": {}}), 400, "users: "), (json!({"eid": "x", "users": ["one"]}), 400, "users[0]: "), (json!({"eid": "x", "managers": [{"id": ""}]}), 400, "managers[0]: "),
            (json!({"eid": "x", "users": [{"id": "one"}, {"eid": "nobody"}]}), 400, "users: there is no user nobody"),
            (json!({"eid": "x", "managers": [{"id": "00000000-0000-0000-0000-000000000000"}]}), 400, "users: there is no user 0000"),
            (json!({"eid": "x", "properties": {"a": [], "": "x"}}), 400, "properties.a: "), (json!({"eid": "x", "properties": {"": "x"}}), 400, "properties: "),
            (json!({"eid": "x", "properties": {"k": "a\nb"}}), 400, "properties.k: "), (json!({"eid": "x", "properties": long}), 400, "properties: "),
            (json!({"eid": "NIGHT"}), 409, "eid is already in use: NIGHT"), (json!({"id": made["id"], "eid": "super"}), 409, "eid is already in use: super"),
            (json!({"id": made["id"], "eid": null}), 400, "eid: "), (json!({"id": made["id"], "users": [{"id": "nobody"}], "description": "d"}), 400, "users: "),
            (json!({"id": "00000000-0000-0000-0000-000000000000"}), 404, "Group not found."), (json!({"id": "a\nb"}), 404, "Group not found."),
            (json!({"id": USERS, "eid": "Mine"}), 403, "This operation is not permitted on this group."), (json!([]), 400, "body: "),
        ] {
            let said = said(&try_save(&world, &body).await);
            assert!(said.0 == status && said.1.starts_with(text), "{body}: {said:?}");
        }
        assert_eq!(versions(&world).await, before);
    }

    async fn a_built_in_group_keeps_its_name_and_stays(world: World) {
        create(&world, &user("one")).await;
        let shown = detail(&world, USERS).await.json();
        assert_eq!((&shown["id"], &shown["eid"]), (&json!(USERS), &json!("System.users")));
        let saved = save_group(&world, &json!({"id": USERS.to_lowercase(), "eid": "System.users", "description": "All", "managers": [{"eid": "one"}]})).await;
        assert_eq!((&saved["id"], &saved["description"], &saved["managers"][0]["eid"]), (&json!(USERS), &json!("All"), &json!("one")));
        for name in [USERS, ADMINS, "system.admins"] {
            let refused = call(&world, "/user/deleteUserGroup", &json!({"id": name})).await;
            assert_eq!(said(&refused), refusal(403, "This operation is not permitted on this group."));
        }
    }

    async fn a_group_is_deleted_and_its_members_stay(world: World) {
        let one = create(&world, &user("one")).await;
        for which in ["id", "name", "eid", "whole"] {
            let made = save_group(&world, &json!({"eid": "night", "users": [{"eid": "one"}], "managers": [{"eid": "one"}]})).await;
            let body = match which { "id" => json!({"id": made["id"]}), "name" => json!({"id": "NIGHT"}), "eid" => json!({"eid": "night"}), _ => made.clone() };
            let answer = call(&world, "/user/deleteUserGroup", &body).await;
            assert_eq!((answer.status, answer.text()), (200, "{}"), "{which}");
            assert_eq!(said(&detail(&world, made["id"].as_str().unwrap()).await), refusal(404, "Group not found."));
            let left = read(&world, &id(&one)).await;
            assert_eq!((&left["groups"], &left["managerGroups"]), (&json!([USERS]), &json!(null)));
        }
        for body in [json!({"id": "night"}), json!({"id": "a\nb"})] {
            assert_eq!(said(&call(&world, "/user/deleteUserGroup", &body).await), refusal(404, "Group not found."));
        }
        for nobody in ["night", "System.users", "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(said(&detail(&world, nobody).await), refusal(404, "Group not found."), "a path holds an id");
        }
    }

    async fn groups_are_searched_by_name_description_and_lists(world: World) {
        let made = save_group(&world, &json!({"eid": "Night Shift", "description": "Watch"})).await;
        let none: [&str; 0] = [];
        for (body, right) in [
            (json!({}), &["International Super", "Night Shift", "Prototype Super", "Super", "System.admins", "System.users"][..]),
            (json!({"eid": "", "description": null, "filterIdList": []}), &["International Super", "Night Shift", "Prototype Super", "Super", "System.admins", "System.users"]),
            (json!({"eid": "SHIFT"}), &["Night Shift"]), (json!({"description": "atch"}), &["Night Shift"]), (json!({"description": "x"}), &none),
            (json!({"filterIdList": [made["id"], ADMINS, "nothing"]}), &["Night Shift", "System.admins"]), (json!({"filterIdList": ["nothing"]}), &none),
            (json!({"filterEidList": ["SUPER", "night shift", "a\nb"]}), &["Night Shift", "Super"]), (json!({"filterEidList": ["a\nb"]}), &none),
            (json!({"filterIdList": [made["id"]], "filterEidList": ["super"]}), &none), (json!({"eid": "super", "firstResult": 1, "maxResult": 1}), &["Prototype Super"]),
            (json!({"recordLimit4Search": 2}), &["International Super", "Night Shift"]), (json!({"maxResult": 0}), &none),
        ] {
            assert_eq!(eids(&world, &body).await, right, "{body}");
        }
        assert_eq!(found(&world, &json!({"eid": "night"})).await, [made]);
        let (status, text) = said(&call(&world, "/user/searchUserGroups", &json!({"filterIdList": 1, "firstResult": -1})).await);
        assert!(status == 400 && text.contains("filterIdList: ") && text.contains("firstResult: "), "{text}");
    }

    async fn a_searched_group_sent_back_changes_nothing(world: World) {
        create(&world, &user_with("one", &json!({"groups": ["Super", ADMINS], "managerGroups": ["Super"]}))).await;
        let before = versions(&world).await;
        for group in found(&world, &json!({})).await {
            assert_eq!(save_group(&world, &group).await, group);
        }
        assert_eq!(versions(&world).await, before);
    }

    async fn groups_are_read_with_one_privilege_and_written_with_another(world: World) {
        let made = save_group(&world, &json!({"eid": "night"})).await;
        world.role("Reader", [Privilege::DirectoryRead]).await;
        world.role("Manager", [Privilege::UsersManage]).await;
        for (name, role, may_read, may_write) in [("reader", "Reader", true, false), ("manager", "Manager", false, true), ("plain", "Password User", false, false)] {
            create(&world, &user(name)).await;
            change(&world, name, vec![Change::Grants(GrantsChange::OnAll(vec![RoleRef::Name(role.to_owned())]))]).await;
            let session = login(&world, name, PASSWORD).await;
            for body in [json!({}), json!([])] {
                let forbidden = said(&session.on(post(&world, "/user/searchUserGroups", &body)).send().await) == refusal(403, FORBIDDEN);
                assert_eq!(forbidden, !may_read, "{name}");
            }
            for path in [made["id"].as_str().unwrap(), "nothing"] {
                let answer = session.on(get(&world, &format!("/user/userGroup/detail/{path}"))).send().await;
                assert_eq!(said(&answer) == refusal(403, FORBIDDEN), !may_read, "{name} {path}");
            }
            for (path, body) in [("/user/saveUserGroup", json!({"eid": 1})), ("/user/saveUserGroup", json!({"id": made["id"], "eid": "super"})), ("/user/deleteUserGroup", json!({"id": "nothing"}))] {
                let answer = session.on(post(&world, path, &body)).send().await;
                assert_eq!(said(&answer) == refusal(403, FORBIDDEN), !may_write, "{name} {path}");
            }
        }
    }

    async fn nobody_joins_a_group_that_gives_more_than_the_caller_holds(world: World) {
        world.role("Manager", [Privilege::UsersManage, Privilege::DirectoryRead]).await;
        create(&world, &user("manager")).await;
        create(&world, &user("one")).await;
        change(&world, "manager", vec![Change::Grants(GrantsChange::OnAll(vec![RoleRef::Name("Manager".to_owned())]))]).await;
        let manager = login(&world, "manager", PASSWORD).await;
        let save = async |body: Value| said(&manager.on(post(&world, "/user/saveUserGroup", &body)).send().await);
        assert_eq!(save(json!({"id": ADMINS, "users": [{"eid": "admin"}, {"eid": "one"}]})).await, refusal(403, FORBIDDEN));
        assert_eq!(save(json!({"id": ADMINS, "users": [{"eid": "admin"}]})).await.0, 200, "who is in it already stays");
        assert_eq!(save(json!({"id": ADMINS, "managers": [{"eid": "one"}]})).await.0, 200, "managing confers nothing");
        assert_eq!(save(json!({"id": USERS, "users": [{"eid": "one"}]})).await.0, 200);
        let held = record(&world, "one").await.grants;
        assert!(held.is_empty());
        let admins = said(&call(&world, "/user/saveUserGroup", &json!({"id": ADMINS, "users": []})).await);
        assert_eq!(admins.0, 200, "admin has his own grants");
    }
}
