use axum::http::{HeaderName, HeaderValue};

use super::*;

fn with(name: &HeaderName, values: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(name, HeaderValue::from_static(value));
    }
    headers
}

fn accepted(values: &[&'static str]) -> Option<Media> {
    Media::accepted(&with(&ACCEPT, values))
}

#[test]
fn json_is_answered_where_nothing_else_was_asked_for() {
    assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::Json));
    for accept in [
        "application/json",
        "application/json;charset=UTF-8",
        "text/plain, application/json, */*",
        "text/html, image/gif, image/jpeg, *; q=.2",
        "APPLICATION/*",
        "*/*",
        "",
    ] {
        assert_eq!(accepted(&[accept]), Some(Media::Json), "{accept}");
    }
}

#[test]
fn xml_is_answered_to_who_wants_it_more() {
    for accept in [
        "application/xml",
        "Application/XML; charset=utf-8",
        "application/xml, text/xml;q=0.9",
        "application/xml, */*;q=0.1",
        "application/xml, */*",
        "*/*;q=0.1, application/*;q=0.2, application/xml",
        "application/json;q=0.4, application/xml;q=0.5",
        "application/json;q=0, */*",
        "application/xml, application/json",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ] {
        assert_eq!(accepted(&[accept]), Some(Media::Xml), "{accept}");
    }
    assert_eq!(accepted(&["application/json;q=.5", "application/xml"]), Some(Media::Xml));
}

#[test]
fn json_is_answered_to_who_wants_it_more() {
    for accept in [
        "application/json, application/xml",
        "application/xml;q=0.9, application/json",
        "application/xml;q=0.9, application/*",
        "application/xml;q=0, */*",
        "*/*, application/xml;q=0",
        "application/xml;q=0.5, application/json;q=x",
    ] {
        assert_eq!(accepted(&[accept]), Some(Media::Json), "{accept}");
    }
}

#[test]
fn who_takes_neither_gets_neither() {
    for accept in [
        "text/html",
        "text/xml",
        "application/json;q=0",
        "application/xml;Q=0.0",
        "application/jsonp",
        "json",
    ] {
        assert_eq!(accepted(&[accept]), None, "{accept}");
    }
}

#[test]
fn a_body_is_json_or_xml_or_says_nothing() {
    let sent = |values: &[&'static str]| Media::sent(&with(&CONTENT_TYPE, values));
    assert_eq!(sent(&[]), Some(Media::Json));
    for content_type in ["application/json", "Application/JSON; charset=UTF-8", ""] {
        assert_eq!(sent(&[content_type]), Some(Media::Json), "{content_type}");
    }
    for content_type in
        ["application/xml", "Application/XML;charset=utf-8", "application/xml; Charset=\"UTF-8\""]
    {
        assert_eq!(sent(&[content_type]), Some(Media::Xml), "{content_type}");
    }
    for content_type in [
        "text/plain",
        "text/xml",
        "application/x-www-form-urlencoded",
        "application/xml;charset=ISO-8859-1",
        "application/xml;charset=utf-16",
    ] {
        assert_eq!(sent(&[content_type]), None, "{content_type}");
    }
    assert_eq!(sent(&["application/json", "application/xml"]), None);
}
