//! Calls that more than one file of tests makes.

use model::TokenKind;
use pam360::Settings;
use serde_json::{Value, json};
use server::doors::Dialects;
use testkit::{Answer, Engine, World};

pub const USERS: &str = "/restapi/json/v1/user";

pub async fn world(pam360: Settings) -> World {
    World::with(Engine::Sqlite, Dialects { pam360, ..Dialects::default() }).await
}

/// The parameters that must be given, and more.
pub fn details(login: &str, more: Value) -> Value {
    let mut all =
        json!({ "FIRSTNAME": "Rob", "LASTNAME": "Ray", "USERNAME": login, "EMAIL": "rob@example.com" });
    let Value::Object(more) = more else { panic!("an object") };
    all.as_object_mut().unwrap().extend(more);
    all
}

/// Makes a user as `admin`, whose older token this ends.
pub async fn create(world: &World, login: &str, more: Value) -> Answer {
    let admin = world.token("admin", TokenKind::Pam360).await;
    world.post(USERS).authtoken(&admin).input_data(&details(login, more)).send().await
}

/// The token of a user that was just made.
pub fn token(answer: &Answer) -> String {
    let body = answer.json();
    let token = body.pointer("/operation/Details/AUTHTOKEN").and_then(Value::as_str);
    token.unwrap_or_else(|| panic!("no token: {}", answer.text())).to_owned()
}

/// Asks for a number with a token, from an address; gives the message.
pub async fn ask(world: &World, token: &str, from: &str) -> String {
    let call = world.get("/restapi/json/v1/user/getUserId?USERNAME=admin").authtoken(token).from(from);
    message(&call.send().await)
}

pub fn message(answer: &Answer) -> String {
    answer.json()["operation"]["result"]["message"].as_str().unwrap().to_owned()
}

pub const FETCHED: &str = "User ID fetched successfully";
