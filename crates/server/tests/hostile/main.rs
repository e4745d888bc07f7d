//! Whatever is sent: never a 500, and always an answer in the form of the dialect whose path it was sent to.
//!
//! The operations are those that the routers list, so that a new one is tried without a word here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a world that cannot be set up fails its tests")]

mod body;
mod wild;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use model::TokenKind;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use testkit::{ADMIN_PASSWORD, Answer, World};
use tokio::runtime::Runtime;

use wild::{Wild, wild};

/// Requests tried on each dialect.
const CASES: u32 = 1_500;

/// Sends wild requests to one world; `holds` says whether an answer to one is as it must be.
fn always(base: &'static str, door: Door, holds: fn(&Answer) -> bool) {
    let runtime = Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&wild(base, &world.operations), |wild| {
        let answer = runtime.block_on(send(&world, door, &wild));
        prop_assert!(!is_internal(&answer), "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        let is_head = wild.method == "HEAD";
        prop_assert!(
            is_head || holds(&answer),
            "{} {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        Ok(())
    });
    tried.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Whose credential a request brings.
#[derive(Clone, Copy)]
enum Door {
    Pam360,
    Aria,
    Oipa,
    Kron,
}

async fn send(world: &World, door: Door, wild: &Wild) -> Answer {
    let mut call = world.call(Method::from_bytes(wild.method.as_bytes()).unwrap(), &wild.target);
    for (name, value) in &wild.headers {
        call = call.header(name, value);
    }
    if wild.as_admin {
        // A wild request may have ended the last one.
        call = match door {
            Door::Pam360 => call.authtoken(&world.token("admin", TokenKind::Pam360).await),
            Door::Aria => call.ops_token(&world.aria_token().await),
            Door::Oipa => {
                let pair = BASE64_STANDARD.encode(format!("admin:{ADMIN_PASSWORD}"));
                call.header("authorization", &format!("Basic {pair}"))
            }
            Door::Kron => call.header("authorization", &format!("Bearer {}", bearer(world).await)),
        };
    }
    call.body(wild.body.clone()).send().await
}

async fn bearer(world: &World) -> String {
    let body = json!({ "username": "admin", "password": ADMIN_PASSWORD });
    let answer = world.post("/aioc-rest-web/rest/jwt/login").json(&body).send().await.json();
    answer.get("access_token").and_then(Value::as_str).unwrap().to_owned()
}

/// Whether the server itself failed: the status says so, or the one message for it, which PAM360 sends with 200.
fn is_internal(answer: &Answer) -> bool {
    let words = b"Internal error";
    answer.status >= 500 || answer.body.windows(words.len()).any(|part| part == words)
}

fn answered(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

#[test]
fn pam360_answers_anything_with_its_envelope_and_never_with_500() {
    always("/restapi/json/v1", Door::Pam360, |answer| {
        let answered = answered(answer);
        let operation = &answered["operation"];
        let status = operation["result"]["status"].as_str();
        operation["name"].is_string()
            && operation["result"]["message"].is_string()
            && (status == Some("Failed") || (answer.status == 200 && status.is_some()))
    });
}

#[test]
fn aria_answers_anything_with_json_and_never_with_500() {
    always("/suite-api", Door::Aria, |answer| {
        let answered = answered(answer);
        match answer.status {
            200 | 201 => answered.is_object() || answer.body.is_empty(),
            204 => answer.body.is_empty(),
            _ => {
                answered["httpStatusCode"] == answer.status
                    && answered["message"].is_string()
                    && answered["apiErrorCode"].is_u64()
            }
        }
    });
}

#[test]
fn oipa_answers_anything_with_json_and_never_with_500() {
    always("/PASService/rest/services/v1", Door::Oipa, |answer| {
        let answered = answered(answer);
        match answer.status {
            200 | 201 => answered.is_object(),
            204 => answer.body.is_empty(),
            _ => {
                answered["status"].is_string()
                    && answered["message"].is_string()
                    && answered["errors"].is_array()
            }
        }
    });
}

#[test]
fn kron_answers_anything_with_json_and_never_with_500() {
    always("/aioc-rest-web/rest", Door::Kron, |answer| {
        let answered = answered(answer);
        match answer.status {
            200 => answered.is_object() || answered.is_array(),
            _ => answered.is_string(),
        }
    });
}
