//! What groups made here are to the other dialects, and what is sent back.

use http::Method;
use model::TokenKind;
use pam360::Settings;
use serde_json::{Value, json};
use testkit::{World, on_both_engines};

use crate::calls::{create, message, world};

const GROUPS: &str = "/restapi/json/v1/usergroup";

async fn call(world: &World, method: Method, path: &str, details: Option<Value>) -> testkit::Answer {
    let admin = world.token("admin", TokenKind::Pam360).await;
    let call = world.call(method, &format!("{GROUPS}{path}")).authtoken(&admin);
    match details {
        Some(details) => call.input_data(&details).send().await,
        None => call.send().await,
    }
}

/// The group of this name as Aria shows it.
async fn in_aria(world: &World, name: &str) -> Value {
    let session = world.aria_token().await;
    let all = world.get("/suite-api/api/auth/usergroups").ops_token(&session).send().await.json();
    let groups = all["userGroups"].as_array().unwrap();
    groups.iter().find(|group| group["name"] == name).cloned().unwrap_or(Value::Null)
}

on_both_engines! {
    async fn a_group_and_its_members_are_the_same_in_every_dialect(world: World) {
        create(&world, "ann", json!({})).await;
        let made = json!({ "USERGROUPNAME": "Night", "DESCRIPTION": "who works at night", "USERIDS": ["2"] });
        call(&world, Method::POST, "", Some(made)).await;
        let shown = in_aria(&world, "Night").await;
        assert_eq!((&shown["description"], shown["userIds"].as_array().unwrap().len()), (&json!("who works at night"), 1));
        call(&world, Method::PUT, "/6", Some(json!({ "USERGROUPNAME": "Nights" }))).await;
        assert_eq!(in_aria(&world, "Nights").await["id"], shown["id"]);
        call(&world, Method::POST, "/6/dissociateUsers", Some(json!({ "USERIDS": [2] }))).await;
        assert_eq!(in_aria(&world, "Nights").await["userIds"], json!([]));
        call(&world, Method::DELETE, "/6", None).await;
        assert_eq!(in_aria(&world, "Nights").await, Value::Null);
    }

    async fn a_group_that_this_door_would_not_make_is_sent_back_as_it_stands(world: World) {
        let session = world.aria_token().await;
        let made = json!({ "name": "CN=<Night>,OU=\"A\"", "description": "made elsewhere" });
        world.post("/suite-api/api/auth/usergroups").ops_token(&session).json(&made).send().await;
        let shown = call(&world, Method::GET, "/6", None).await.json()["operation"]["Details"].clone();
        assert_eq!(shown["USERGROUPNAME"], made["name"]);
        let same = call(&world, Method::PUT, "/6", Some(shown.clone())).await;
        assert_eq!(message(&same), "User group modified successfully");
        let version = "SELECT version FROM groups WHERE number = 6";
        assert_eq!(testkit::rows(&world, version, 1).await, [["1"]], "nothing has changed");
        let other = call(&world, Method::PUT, "/6", Some(json!({ "USERGROUPNAME": "CN=<Day>" }))).await;
        assert_eq!(message(&other), "Invalid value for parameter USERGROUPNAME.");
    }

    async fn every_member_of_a_large_group_is_told(world: World) {
        let admin = world.token("admin", TokenKind::Pam360).await;
        for number in 0..501 {
            let user = crate::calls::details(&format!("u{number:03}"), json!({ "ISAPIUSER": true, "USERGROUPNAME": "Demo" }));
            world.post(crate::calls::USERS).authtoken(&admin).input_data(&user).send().await;
        }
        let shown = call(&world, Method::GET, "/6", None).await.json()["operation"]["Details"].clone();
        let members = shown["USERS"].as_array().unwrap();
        assert_eq!((&shown["NOOFUSERS"], members.len()), (&json!("501"), 501));
        assert_eq!(members[500], json!({ "USERID": "502", "USERNAME": "u500" }));
    }
}

#[tokio::test]
async fn a_member_list_too_long_for_one_call_is_refused() {
    let world = world(Settings::default()).await;
    for verb in ["associateUsers", "dissociateUsers"] {
        let many: Vec<i64> = vec![1; 1_001];
        let answer =
            call(&world, Method::POST, &format!("/5/{verb}"), Some(json!({ "USERIDS": many }))).await;
        assert_eq!(message(&answer), "Invalid value for parameter USERIDS.");
    }
}
