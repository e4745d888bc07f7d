use super::*;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};

fn with(name: &HeaderName, values: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(name, HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn the_local_source_is_the_default_and_has_no_case() {
    for name in [None, Some("LOCAL"), Some("Local"), Some("local"), Some("")] {
        assert!(is_local_source(name), "{name:?}");
    }
    assert!(!is_local_source(Some("corp-ad")));
}

#[test]
fn json_is_answered_where_nothing_else_was_asked_for() {
    for accept in [
        "application/json",
        "application/json;charset=UTF-8",
        "text/plain, application/json, */*",
        "application/xml, */*;q=0.1",
        "text/html, image/gif, image/jpeg, *; q=.2",
        "APPLICATION/*",
        "",
    ] {
        assert!(accepts_json(&with(&ACCEPT, &[accept])), "{accept}");
    }
    assert!(accepts_json(&HeaderMap::new()));
    assert!(accepts_json(&with(&ACCEPT, &["application/xml", "application/json"])));
}

#[test]
fn what_does_not_take_json_gets_none() {
    for accept in ["application/xml", "text/html", "application/json;q=0", "application/jsonp", "json"] {
        assert!(!accepts_json(&with(&ACCEPT, &[accept])), "{accept}");
    }
}

#[test]
fn a_body_is_json_or_says_nothing() {
    for content_type in ["application/json", "Application/JSON; charset=UTF-8", ""] {
        assert!(says_json(&with(&CONTENT_TYPE, &[content_type])), "{content_type}");
    }
    assert!(says_json(&HeaderMap::new()));
    for content_type in ["application/xml", "text/plain", "application/x-www-form-urlencoded"] {
        assert!(!says_json(&with(&CONTENT_TYPE, &[content_type])), "{content_type}");
    }
}

#[test]
fn links_are_left_out_on_request_only() {
    let wants = |query: &str| wants_no_links(&Form::parse(query.as_bytes()).unwrap());
    assert!(wants("_no_links=true") && wants("a=b&_no_links=TRUE"));
    assert!(!wants("") && !wants("_no_links=false") && !wants("_no_links"));
}
