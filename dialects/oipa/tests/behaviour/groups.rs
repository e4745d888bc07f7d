//! Security groups by themselves, and their members.

use directory::groups::NewGroup;
use directory::{Credential, groups};
use http::Method;
use model::{Dialect, GroupName};
use serde_json::{Value, json};
use testkit::{Answer, World, on_both_engines};

use crate::{admin, create, delete, post, problems, put, user};

#[rustfmt::skip]
const GROUPS: &str = "/PASService/rest/services/v1/securityGroups";

async fn get(world: &World, path: &str) -> Answer {
    admin(world.get(&format!("{GROUPS}{path}"))).send().await
}

async fn listed(world: &World, path: &str, list: &str, name: &str) -> Vec<String> {
    let answer = get(world, path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.json();
    let rows = page[list].as_array().unwrap();
    assert_eq!(page["count"], json!(rows.len()), "entries in this answer");
    rows.iter().map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

async fn members(world: &World, query: &str) -> Vec<String> {
    listed(world, &format!("/prototype%20SUPER/users{query}"), "users", "loginName").await
}

async fn names(world: &World, query: &str) -> Vec<String> {
    listed(world, query, "securityGroups", "securityGroupName").await
}

/// A user in the group from an instant on, up to another.
fn member(login: &str, from: &str, to: Value) -> Value {
    let mut user = user(login);
    user["securityGroup"][0]["roleEffectiveFrom"] = json!(from);
    user["securityGroup"][0]["roleEffectiveTo"] = to;
    user
}

on_both_engines! {
    async fn members_in_force_are_listed_and_the_newest_users_come_first(world: World) {
        for number in 0..4 {
            create(&world, &user(&format!("user{number}"))).await;
        }
        create(&world, &member("later", "2026-01-09T05:16:01Z", Value::Null)).await;
        create(&world, &member("early", "2001-01-01", json!("2026-01-09T05:16:01Z"))).await;
        assert_eq!(members(&world, "").await, ["early", "user3", "user2", "user1", "user0"]);
        world.clock.turn(1);
        assert_eq!(members(&world, "").await, ["later", "user3", "user2", "user1", "user0"]);
        assert_eq!(members(&world, "?offset=1&limit=2").await, ["user3", "user2"]);
        assert_eq!(members(&world, "?offset=4").await, ["user0"]);
        assert_eq!(members(&world, "?offset=5").await, Vec::<String>::new());
        assert_eq!(members(&world, "?offset=18446744073709551616&limit=9").await, Vec::<String>::new());
        assert_eq!(members(&world, "?limit=0").await, Vec::<String>::new());
    }

    async fn the_inactive_are_members_still_and_who_left_is_none(world: World) {
        create(&world, &user("gone")).await;
        create(&world, &user("left")).await;
        assert_eq!(delete(&world, "gone").await, 204);
        let mut left = user("left");
        left["securityGroup"] = json!([]);
        assert_eq!(put(&world, "left", &left).await.status, 204);
        assert_eq!(members(&world, "").await, ["gone"]);
        let page = get(&world, "/Prototype%20Super/users").await.json();
        assert_eq!(page["users"][0]["userStatus"], json!("02"));
    }

    async fn a_large_group_is_read_piece_by_piece_and_each_member_shown_once(world: World) {
        for hundred in 0..6 {
            let users: Vec<_> = (0..100).map(|one| user(&format!("u{hundred}{one:02}"))).collect();
            assert_eq!(post(&world, &users).await.status, 201);
        }
        assert_eq!(members(&world, "").await.len(), 100);
        let mut all = members(&world, "?limit=1000").await;
        assert_eq!(all.len(), 600);
        let mut pieces = members(&world, "?limit=550").await;
        pieces.extend(members(&world, "?offset=550&limit=550").await);
        assert_eq!(pieces, all);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 600);
    }

    async fn groups_are_listed_by_name_whoever_made_them(world: World) {
        let fresh = ["International Super", "Prototype Super", "Super", "System.admins", "System.users"];
        assert_eq!(names(&world, "").await, fresh);
        assert_eq!(names(&world, "?offset=3&limit=1").await, ["System.admins"]);
        assert_eq!(names(&world, "?offset=5").await, Vec::<String>::new());
        assert_eq!(names(&world, "?limit=0").await, Vec::<String>::new());
        let mut new = Vec::new();
        for number in 0..501 {
            new.push(NewGroup { name: GroupName::new(&format!("a{number:03}")).unwrap(), description: None });
        }
        for group in new {
            let request = world.request(Dialect::Kron);
            groups::create(&world.directory, &request, &Credential::System, Ok(group)).await.unwrap();
        }
        assert_eq!(names(&world, "?offset=499&limit=4").await, ["a499", "a500", "International Super", "Prototype Super"]);
    }

    async fn a_group_that_nobody_knows_is_404_and_none_is_made_here(world: World) {
        for path in ["/Nobody", "/Nobody/users", "/%01", "/%01/users"] {
            let answer = get(&world, path).await;
            assert_eq!((answer.status, problems(&answer)), (404, vec![(Value::Null, json!("NOT_FOUND"))]), "{path}");
        }
        assert_eq!(problems(&get(&world, "/Super/users?offset=-1").await), [(json!("offset"), json!("BAD_FORMAT"))]);
        assert_eq!(get(&world, "/%FF").await.status, 400);
        for (method, path) in [(Method::POST, ""), (Method::PUT, "/Super"), (Method::DELETE, "/Super"), (Method::POST, "/Super/users")] {
            let answer = admin(world.call(method, &format!("{GROUPS}{path}"))).json(&json!({})).send().await;
            assert_eq!((answer.status, answer.header("allow")), (405, "GET"), "{path}");
        }
    }

    async fn the_older_generation_has_groups_and_codes_too(world: World) {
        for path in ["securityGroups", "securityGroups/Super", "securityGroups/Super/users", "codes?codeName=Locale"] {
            let answer = admin(world.get(&format!("/PASService/rest/services/{path}"))).send().await;
            assert_eq!(answer.status, 200, "{path}");
        }
    }
}
