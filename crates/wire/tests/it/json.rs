use model::{Refusal, Rule};
use serde::Deserialize;
use wire::{Fault, JsonError, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    users: Vec<User>,
}

#[derive(Debug, Deserialize)]
struct User {
    name: String,
    #[expect(dead_code, reason = "only its type is tried")]
    kind: Option<Kind>,
}

#[derive(Debug, Deserialize)]
enum Kind {
    Person,
}

fn error(text: &str) -> JsonError {
    json::<Body>(text.as_bytes()).unwrap_err()
}

#[test]
fn a_good_body_is_read() {
    let body: Body = json(b" {\"users\":[{\"name\":\"a\"}]}\n").unwrap();
    assert_eq!(body.users[0].name, "a");
}

#[test]
fn a_wrong_type_names_field_and_place() {
    let error = error("{\"users\":\n [{\"name\": 7}]}");
    assert_eq!(error.path, "users[0].name");
    assert_eq!(error.line, 2);
    assert_eq!(error.fault, Fault::Type("a string".to_owned()));
    assert!(error.to_string().starts_with("users[0].name: expected a string (line 2, column 1"), "{error}");
}

#[test]
fn no_fault_repeats_a_value() {
    for text in [
        r#"{"users":[{"name":"a","kind":"s3cret"}]}"#,
        r#"{"users":"s3cret"}"#,
        r#"{"users":[{"name":"a","kind":{"s3cret":1}}]}"#,
    ] {
        assert!(!format!("{:?} {}", error(text), error(text)).contains("s3cret"), "{text}");
    }
}

#[test]
fn a_missing_field_is_named() {
    assert_eq!(error(r#"{"users":[{}]}"#).fault, Fault::Missing("name".to_owned()));
    assert_eq!(Refusal::from(error(r#"{"users":[{}]}"#)), Refusal::invalid("users[0].name", Rule::Required));
    assert_eq!(Refusal::from(error("{}")), Refusal::invalid("users", Rule::Required));
}

#[test]
fn a_field_given_twice_or_unknown_is_refused_in_words() {
    assert!(error(r#"{"users":[],"users":[]}"#).to_string().contains("duplicate field `users`"));
    assert!(error(r#"{"other":1}"#).to_string().contains("unknown field `other`"));
}

#[test]
fn what_is_no_json_is_told_from_what_ends_too_early() {
    for text in ["nonsense", "{'users':[]}", "{\"users\":[]} x", "{\"users\":[]}{}"] {
        assert_eq!(error(text).fault, Fault::Syntax, "{text}");
        assert_eq!(error(text).path, ".", "{text}");
    }
    for text in ["", "{", "{\"users\":[", "  "] {
        assert_eq!(error(text).fault, Fault::Incomplete, "{text:?}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = "[".repeat(100_000);
    assert_eq!(json::<serde_json::Value>(deep.as_bytes()).unwrap_err().fault, Fault::Syntax);
}
