use http::HeaderMap;

use super::placeholder::fits;
use super::{Given, Json, Kept, Step, differences, steps};

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

fn step(members: &str) -> Step {
    let file =
        format!(r#"[{{"name": "one", "method": "GET", "path": "/suite-api/x", "status": 200, {members}}}]"#);
    steps(&file).unwrap().remove(0)
}

/// What is found when `body` answers a step that has these members.
fn found(members: &str, body: &str) -> Vec<String> {
    found_with(members, &HeaderMap::new(), body, &mut Kept::default())
}

fn found_with(members: &str, headers: &HeaderMap, body: &str, kept: &mut Kept) -> Vec<String> {
    let given = Given { status: 200, headers, body: body.as_bytes() };
    differences(&step(members), 200, &given, kept)
}

#[test]
fn json_keeps_the_order_of_its_members_and_what_stands_twice() {
    let text = r#"{"b":[1,-2,2.5,null,true,"x\n"],"a":{},"b":"again"}"#;
    assert_eq!(json(text).to_string(), text);
    assert_ne!(json(r#"{"a":1,"b":2}"#), json(r#"{"b":2,"a":1}"#));
}

#[test]
fn a_pointer_leads_into_objects_and_arrays() {
    let value = json(r#"{"a/b":[{"c":"here"}]}"#);
    assert_eq!(value.pointer("/a~1b/0/c").and_then(Json::scalar).as_deref(), Some("here"));
    assert_eq!(value.pointer("/a~1b/1"), None);
    assert_eq!(value.pointer(""), Some(&value));
}

#[test]
fn the_expected_answer_is_met_by_itself_only() {
    let expected = r#""answer": {"a": [1, {"b": null}], "c": "x"}"#;
    assert_eq!(found(expected, r#"{"a":[1,{"b":null}],"c":"x"}"#), Vec::<String>::new());
    for other in [
        r#"{"a":[1,{"b":null}],"c":"y"}"#,
        r#"{"a":[2,{"b":null}],"c":"x"}"#,
        r#"{"a":[1,{"b":false}],"c":"x"}"#,
        r#"{"a":[1,{"b":null}]}"#,
        r#"{"a":[1,{"b":null}],"c":"x","d":1}"#,
        r#"{"c":"x","a":[1,{"b":null}]}"#,
        r#"{"a":[1],"c":"x"}"#,
        r#"{"a": [1,{"b":null}],"c":"x"}"#,
        "",
        "no JSON",
    ] {
        assert_eq!(found(expected, other).len(), 1, "{other}");
    }
}

#[test]
fn no_answer_is_expected_unless_the_step_says_one() {
    assert_eq!(found(r#""as": null"#, "").len(), 0);
    assert_eq!(found(r#""as": null"#, "{}").len(), 1);
    assert_eq!(found(r#""answer_text": "<a>{userid}</a>""#, "<a>12</a>").len(), 0);
    assert_eq!(found(r#""answer_text": "<a>{userid}</a>""#, "<a>b</a>").len(), 1);
}

#[test]
fn another_status_is_a_difference() {
    let given = Given { status: 201, headers: &HeaderMap::new(), body: b"" };
    assert_eq!(differences(&step(r#""as": null"#), 200, &given, &mut Kept::default()).len(), 1);
    assert_eq!(differences(&step(r#""as": null"#), 201, &given, &mut Kept::default()).len(), 0);
}

#[test]
fn headers_must_be_there_or_must_not() {
    let mut headers = HeaderMap::new();
    headers.insert("etag", "3".parse().unwrap());
    let found = |members| found_with(members, &headers, "", &mut Kept::default()).len();
    assert_eq!(found(r#""answer_headers": {"etag": "3", "location": null}"#), 0);
    assert_eq!(found(r#""answer_headers": {"etag": "4"}"#), 1);
    assert_eq!(found(r#""answer_headers": {"etag": null}"#), 1);
    assert_eq!(found(r#""answer_headers": {"location": "/"}"#), 1);
}

#[test]
fn bodies_headers_and_cookies_are_kept_for_this_step_and_the_next() {
    let mut headers = HeaderMap::new();
    headers.append("set-cookie", "A=1; Path=/".parse().unwrap());
    headers.append("set-cookie", "JSESSIONID=s=2; Path=/; HttpOnly".parse().unwrap());
    headers.insert("xsrf-token", "x3".parse().unwrap());
    let mut kept = Kept::default();
    let keep = r#""keep": {"me": "cookie JSESSIONID", "me.xsrf": "header XSRF-TOKEN", "n": "/n"}, "answer": {"n": 7, "m": "{n}"}"#;
    assert_eq!(found_with(keep, &headers, r#"{"n":7,"m":"7"}"#, &mut kept), Vec::<String>::new());
    assert_eq!(kept.fill("{me} {me.xsrf} {n} {other}"), "s=2 x3 7 {other}");
    for nowhere in ["cookie B", "header B", "/b", "b"] {
        let keep = format!(r#""keep": {{"b": "{nowhere}"}}, "answer": "{{any}}""#);
        assert_eq!(found_with(&keep, &headers, "{}", &mut kept).len(), 1, "{nowhere}");
    }
}

#[test]
fn a_kind_is_met_by_one_of_its_kind_only() {
    let id = "0190b3c4-5d6e-7f80-9a1b-2c3d4e5f6071";
    let upper = id.to_uppercase();
    assert!(fits("/users/{uuid}/x", &format!("/users/{id}/x")));
    assert!(!fits("/users/{uuid}/x", &format!("/users/{upper}/x")) && fits("{guid}", &upper));
    assert!(fits("{token}", &format!("{id}::{id}")) && !fits("{token}", id));
    assert!(fits("a{userid}b{userid}", "a1b22") && !fits("a{userid}", "a") && !fits("{userid}", "1 "));
    assert!(fits("{hex32}", &"0a".repeat(16)) && !fits("{hex32}", &"0A".repeat(16)));
    assert!(fits("{text}!", "é!!") && !fits("{text}", ""));
    assert!(!fits("plain", "plain ") && fits("", ""));
}

#[test]
fn whole_values_of_a_kind() {
    let met = |kind: &str, given: &str| found(&format!(r#""answer": "{{{kind}}}""#), given).is_empty();
    assert!(met("any", "null") && met("any", "[1]"));
    assert!(met("integer", "-3") && !met("integer", "3.5") && !met("integer", "\"3\""));
    assert!(met("array", "[]") && !met("array", "{}"));
    assert!(met("text", "\"x\"") && !met("text", "\"\"") && !met("text", "1"));
}

#[test]
fn each_dialect_is_told_its_caller_in_its_own_way() {
    let mut kept = Kept::default();
    for (name, value) in [("me", "T"), ("s", "S"), ("s.xsrf", "X"), ("word", "w")] {
        kept.keep(name, value);
    }
    let sent = |path: &str, caller: &str| {
        let file = format!(
            r#"[{{"name": "", "method": "GET", "path": "{path}", "as": "{caller}", "status": 200}}]"#
        );
        let request = steps(&file).unwrap().remove(0).request(&kept);
        request.map(|request| request.headers.iter().map(|(n, v)| format!("{n}: {v}")).collect::<Vec<_>>())
    };
    assert_eq!(sent("/suite-api/x", "me").unwrap(), ["authorization: OpsToken T"]);
    assert_eq!(sent("/restapi/x", "me").unwrap(), ["authtoken: T"]);
    assert_eq!(sent("/PASService/x", "me:{word}").unwrap(), ["authorization: Basic bWU6dw=="]);
    assert_eq!(sent("/aioc-rest-web/x", "me").unwrap(), ["authorization: Bearer T"]);
    assert_eq!(
        sent("/aioc-rest-web/x", "s").unwrap(),
        ["cookie: JSESSIONID=S; XSRF-TOKEN=X", "x-xsrf-token: X"]
    );
    assert!(sent("/suite-api/x", "nobody").is_err());
}

#[test]
fn a_body_is_sent_in_the_order_of_the_file_with_its_type_unless_the_headers_say_another() {
    let sent = |members: &str| {
        let mut kept = Kept::default();
        kept.keep("one", "1");
        let request = step(members).request(&kept).unwrap();
        (request.headers, request.body)
    };
    let typed = |media: &str| vec![("content-type".to_owned(), media.to_owned())];
    let (headers, body) = sent(r#""body": {"b": "{one}", "a": [2]}"#);
    assert_eq!((headers, body.as_str()), (typed("application/json"), r#"{"b":"1","a":[2]}"#));
    let (headers, body) = sent(r#""details": {"B": "{one}"}"#);
    assert_eq!(headers, typed("application/x-www-form-urlencoded"));
    assert_eq!(body, "INPUT_DATA=%7B%22operation%22%3A%7B%22Details%22%3A%7B%22B%22%3A%221%22%7D%7D%7D");
    assert_eq!(sent(r#""text": "{one}""#), (Vec::new(), "1".to_owned()));
    let (headers, _) = sent(r#""body": {}, "headers": {"Content-Type": "text/json"}"#);
    assert_eq!(headers, [("Content-Type".to_owned(), "text/json".to_owned())]);
}

#[test]
fn a_member_that_nobody_knows_is_refused() {
    assert!(steps(r#"[{"name": "", "method": "GET", "path": "/", "status": 200, "anwser": 1}]"#).is_err());
    assert!(steps(r#"[{"name": "", "method": "not one", "path": "/", "status": 200}]"#).is_err());
}
