//! Plays a scenario file (`scenarios/oipa/README.md`) against a world.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::Value;
use testkit::{ADMIN_PASSWORD, Answer, World};

use crate::ordered::Json;

/// One step of a scenario.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    name: String,
    #[serde(rename = "as")]
    caller: Option<String>,
    method: String,
    path: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
    text: Option<String>,
    status: u16,
    #[serde(default)]
    answer_headers: BTreeMap<String, Option<String>>,
    answer: Option<Json>,
    #[serde(default)]
    keep: BTreeMap<String, String>,
}

/// What was kept, by name.
struct Kept(BTreeMap<String, String>);

impl Kept {
    fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

/// Plays the steps in their order.
pub async fn play(world: &World, scenario: &str) {
    let steps: Vec<Step> = serde_json::from_str(scenario).expect("a scenario");
    let mut kept = Kept(BTreeMap::from([("admin_password".to_owned(), ADMIN_PASSWORD.to_owned())]));
    for step in &steps {
        let answer = call(world, step, &kept).await;
        assert_eq!(answer.status, step.status, "{}: {}", step.name, answer.text());
        for (name, pointer) in &step.keep {
            let body = answer.json();
            let value = body.pointer(pointer).and_then(Value::as_str);
            kept.0
                .insert(name.clone(), value.unwrap_or_else(|| panic!("{}: {pointer}", step.name)).to_owned());
        }
        compare(step, &answer, &kept);
    }
}

async fn call(world: &World, step: &Step, kept: &Kept) -> Answer {
    let method = step.method.parse().expect("a method");
    let mut call = world.call(method, &kept.fill(&step.path)).header("host", "server:8080");
    for (name, value) in &step.headers {
        call = call.header(name, &kept.fill(value));
    }
    if let Some(caller) = &step.caller {
        let pair = BASE64_STANDARD.encode(kept.fill(caller));
        call = call.header("authorization", &format!("Basic {pair}"));
    }
    if let Some(body) = &step.body {
        call = call.header("content-type", "application/json").body(kept.fill(&body.to_string()));
    }
    if let Some(text) = &step.text {
        call = call.body(kept.fill(text));
    }
    call.send().await
}

fn compare(step: &Step, answer: &Answer, kept: &Kept) {
    for (name, expected) in &step.answer_headers {
        let given = answer.headers.get(name).map(|value| value.to_str().expect("visible ASCII"));
        match (expected, given) {
            (None, given) => assert_eq!(given, None, "{}: {name}", step.name),
            (Some(expected), given) => {
                let given =
                    Json::Text(given.unwrap_or_else(|| panic!("{}: no {name}", step.name)).to_owned());
                assert_eq!(
                    difference(&Json::Text(expected.clone()), &given, kept),
                    None,
                    "{}: {name}",
                    step.name
                );
            }
        }
    }
    match &step.answer {
        None => assert_eq!(answer.text(), "", "{}", step.name),
        Some(expected) => {
            let given = serde_json::from_slice(&answer.body).expect("JSON");
            let difference = difference(expected, &given, kept);
            assert_eq!(difference, None, "{}:\nexpected {expected:?}\ngiven    {given:?}", step.name);
        }
    }
}

/// Where and how `given` is not as expected.
fn difference(expected: &Json, given: &Json, kept: &Kept) -> Option<String> {
    match (expected, given) {
        (Json::Text(text), given) => {
            let filled = kept.fill(text);
            let same = stands_for(&filled, given).unwrap_or_else(|| *given == Json::Text(filled.clone()));
            (!same).then(|| format!("{given:?} instead of {filled:?}"))
        }
        (Json::Array(expected), Json::Array(given)) if expected.len() == given.len() => {
            expected.iter().zip(given).find_map(|(expected, given)| difference(expected, given, kept))
        }
        (Json::Object(expected), Json::Object(given)) if names(expected) == names(given) => {
            expected.iter().zip(given).find_map(|((name, expected), (_, given))| {
                difference(expected, given, kept).map(|difference| format!("{name}: {difference}"))
            })
        }
        (expected, given) => (expected != given).then(|| format!("{given:?} instead of {expected:?}")),
    }
}

fn names(members: &[(String, Json)]) -> Vec<&str> {
    members.iter().map(|(name, _)| name.as_str()).collect()
}

/// Whether a placeholder for a kind of value is met; none for any other text.
fn stands_for(placeholder: &str, given: &Json) -> Option<bool> {
    let text = match given {
        Json::Text(text) => text.as_str(),
        _ => "",
    };
    Some(match placeholder {
        "{any}" => true,
        "{text}" => !text.is_empty(),
        "{guid}" => is_guid(text),
        "{integer}" => matches!(given, Json::Integer(_)),
        "{array}" => matches!(given, Json::Array(_)),
        _ => return None,
    })
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(place, c)| match place {
            8 | 13 | 18 | 23 => c == '-',
            _ => matches!(c, '0'..='9' | 'A'..='F'),
        })
}
