//! The contract's own examples, sections 9 and 11, kept as data in `scenarios/`.

use serde::Deserialize;
use serde_json::Value as Json;

use super::super::{InputError, Query, decode};
use super::as_json;

const SCENARIOS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/pam360/input_data.json"));

#[derive(Deserialize)]
struct Scenarios {
    input_data: Vec<InputData>,
    queries: Vec<InQuery>,
}

#[derive(Deserialize)]
struct InputData {
    name: String,
    content_types: Vec<Option<String>>,
    query: Option<String>,
    body: String,
    details: Option<Json>,
    error: Option<String>,
    #[serde(default)]
    not_given: Vec<String>,
}

#[derive(Deserialize)]
struct InQuery {
    name: String,
    query: String,
    parameter: String,
    text: String,
    content_type: Option<String>,
    body: Option<String>,
}

fn key(error: InputError) -> &'static str {
    match error {
        InputError::NoInput => "E_NOINPUT",
        InputError::NotJson { .. }
        | InputError::NotUtf8
        | InputError::TooDeep
        | InputError::TooMany
        | InputError::DuplicateKey
        | InputError::NoDetails => "E_JSON",
    }
}

#[test]
fn every_input_of_the_contract_is_read_as_it_says() {
    let scenarios: Scenarios = serde_json::from_str(SCENARIOS).unwrap();
    assert!(scenarios.input_data.len() >= 21, "vectors were lost");
    for vector in &scenarios.input_data {
        for content_type in &vector.content_types {
            let name = format!("{} ({content_type:?})", vector.name);
            let decoded = decode(content_type.as_deref(), vector.body.as_bytes(), vector.query.as_deref());
            match decoded {
                Err(error) => assert_eq!(Some(key(error)), vector.error.as_deref(), "{name}"),
                Ok(details) => {
                    assert_eq!(Some(as_json(details.members())), vector.details, "{name}");
                    for parameter in &vector.not_given {
                        assert_eq!(details.text(parameter), Ok(None), "{name}: {parameter}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_query_of_the_contract_is_read_as_it_says() {
    let scenarios: Scenarios = serde_json::from_str(SCENARIOS).unwrap();
    assert_eq!(scenarios.queries.len(), 3);
    for vector in &scenarios.queries {
        let text = Query::new(Some(&vector.query)).text(&vector.parameter).unwrap();
        assert_eq!(text.as_deref(), Some(vector.text.as_str()), "{}", vector.name);
        if let Some(body) = &vector.body {
            let decoded = decode(vector.content_type.as_deref(), body.as_bytes(), Some(&vector.query));
            assert_eq!(decoded.err(), Some(InputError::NoInput), "{}", vector.name);
        }
    }
}
