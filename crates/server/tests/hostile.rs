//! Whatever is sent: never a 500, and always an answer in the form of the dialect whose path it was sent to.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a world that cannot be set up fails its tests")]

use http::Method;
use model::TokenKind;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use testkit::{Answer, World};
use tokio::runtime::Runtime;

/// Requests tried on each dialect.
const CASES: u32 = 1_500;

const PAM360: &str = "/restapi/json/v1";
const ARIA: &str = "/suite-api";

/// Paths below the bases; `*` stands for what nobody foresaw.
const PAM360_PATHS: [&str; 6] = ["/user", "/user/", "/user/getUserId", "/user/*", "/*", ""];
const ARIA_PATHS: [&str; 8] = [
    "/api/auth/token/acquire",
    "/api/auth/token/release",
    "/api/auth/users",
    "/api/auth/users/*",
    "/api/auth/currentuser",
    "/api/versions/current",
    "/*",
    "/api/auth/users/*/*",
];
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"];

/// Names that some reader knows.
const NAMES: [&str; 24] = [
    "operation",
    "Details",
    "FIRSTNAME",
    "LASTNAME",
    "USERNAME",
    "EMAIL",
    "ROLE",
    "PASSWORD",
    "POLICY",
    "ISAPIUSER",
    "EXPIRYDATE",
    "TOKENVALIDITYDAYS",
    "HOSTNAME",
    "MOBILE",
    "LANDLINE",
    "USERGROUPNAME",
    "username",
    "password",
    "emailAddress",
    "groupIds",
    "role-permissions",
    "authSource",
    "enabled",
    "id",
];
const TYPES: [&str; 7] = [
    "application/json",
    "application/json;charset=UTF-8",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "nonsense",
];

/// One request that nobody foresaw.
#[derive(Clone, Debug)]
struct Wild {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    /// Whether it brings a good credential of both dialects.
    as_admin: bool,
    body: Vec<u8>,
}

fn encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
}

fn text() -> impl Strategy<Value = String> {
    const HARD: &[&str] = &[
        "",
        "\0",
        "a\u{0}b",
        "\u{feff}",
        "\u{202e}",
        "<script>",
        "9999-12-31",
        "-1",
        "1e999",
        "null",
        "😀",
        "ẞİ",
        "a@b",
    ];
    prop_oneof![select(HARD).prop_map(str::to_owned), any::<String>(), "[a-zA-Z0-9@.:-]{1,12}"]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let name = prop_oneof![4 => select(&NAMES[..]).prop_map(str::to_owned), 1 => text()];
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map(name, inner, 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Members of one flat object of known names, as real bodies are.
fn flat() -> impl Strategy<Value = Value> {
    let name = select(&NAMES[..]).prop_map(str::to_owned);
    let value = prop_oneof![3 => text().prop_map(Value::from), 1 => json_value()];
    btree_map(name, value, 0..12).prop_map(|members| Value::Object(members.into_iter().collect()))
}

/// A body that would be taken, with one byte of it changed.
fn nearly_good() -> impl Strategy<Value = Vec<u8>> {
    const GOOD: &[&str] = &[
        r#"{"operation":{"Details":{"FIRSTNAME":"a","LASTNAME":"b","USERNAME":"c","EMAIL":"d@e.f","ISAPIUSER":"true"}}}"#,
        r#"{"username":"a","password":"Abcdef1!","groupIds":["1df84d5c-3ae3-4cd4-a6b1-5b8ee2a6ad05"],"enabled":true}"#,
    ];
    (select(GOOD), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(good, at, byte)| {
        let mut body = good.as_bytes().to_vec();
        *at.get_mut(&mut body) = byte;
        body
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let document = prop_oneof![
        vec(any::<u8>(), 0..300),
        json_value().prop_map(|value| value.to_string().into_bytes()),
        flat().prop_map(|value| value.to_string().into_bytes()),
        flat().prop_map(|value| json!({ "operation": { "Details": value } }).to_string().into_bytes()),
        nearly_good(),
    ];
    (document, 0..4).prop_map(|(document, form)| match form {
        0 => document,
        1 => [b"INPUT_DATA=", &document[..]].concat(),
        2 => format!("INPUT_DATA={}", encoded(&document)).into_bytes(),
        _ => [
            b"--x\r\nContent-Disposition: form-data; name=\"INPUT_DATA\"\r\n\r\n",
            &document[..],
            b"\r\n--x--",
        ]
        .concat(),
    })
}

fn wild(base: &'static str, paths: &'static [&'static str]) -> impl Strategy<Value = Wild> {
    let unforeseen = prop_oneof![
        text().prop_map(|text| encoded(text.as_bytes())),
        vec(any::<u8>(), 0..20).prop_map(|bytes| encoded(&bytes))
    ];
    let query = vec(
        (
            select(&["USERNAME", "AUTHTOKEN", "INPUT_DATA", "id", "username", "_no_links", "x"][..]),
            vec(any::<u8>(), 0..12),
        ),
        0..4,
    );
    let target = (select(paths), unforeseen, query).prop_map(move |(path, unforeseen, query)| {
        let path = format!("{base}{}", path.replace('*', &unforeseen));
        let query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("{path}?{}", query.join("&"))
    });
    let name = select(
        &["accept", "authorization", "authtoken", "orgname", "x-forwarded-for", "cookie", "accept-language"]
            [..],
    );
    let header = (name, prop_oneof!["[ -~]{0,30}", "(OpsToken|Basic|Bearer) [ -~]{0,30}"]);
    let headers = (select(&TYPES[..]), vec(header, 0..3)).prop_map(|(kind, mut headers)| {
        headers.push(("content-type", kind.to_owned()));
        headers
    });
    (select(&METHODS[..]), target, headers, any::<bool>(), body()).prop_map(
        |(method, target, headers, as_admin, body)| Wild { method, target, headers, as_admin, body },
    )
}

/// Sends wild requests to one world; `holds` says whether an answer to one is as it must be.
fn always(base: &'static str, paths: &'static [&'static str], holds: fn(&Answer) -> bool) {
    let runtime = Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&wild(base, paths), |wild| {
        let answer = runtime.block_on(send(&world, &wild));
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

async fn send(world: &World, wild: &Wild) -> Answer {
    let mut call = world.call(Method::from_bytes(wild.method.as_bytes()).unwrap(), &wild.target);
    for (name, value) in &wild.headers {
        call = call.header(name, value);
    }
    if wild.as_admin {
        // A wild request may have ended the last ones.
        let authtoken = world.token("admin", TokenKind::Pam360).await;
        call = call.authtoken(&authtoken).ops_token(&world.aria_token().await);
    }
    call.body(wild.body.clone()).send().await
}

/// Whether the server itself failed: the status says so, or the one message for it, which PAM360 sends with 200.
fn is_internal(answer: &Answer) -> bool {
    let words = b"Internal error";
    answer.status >= 500 || answer.body.windows(words.len()).any(|part| part == words)
}

#[test]
fn pam360_answers_anything_with_its_envelope_and_never_with_500() {
    always(PAM360, &PAM360_PATHS, |answer| {
        let answered: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let operation = &answered["operation"];
        let status = operation["result"]["status"].as_str();
        operation["name"].is_string()
            && operation["result"]["message"].is_string()
            && (status == Some("Failed") || (answer.status == 200 && status.is_some()))
    });
}

#[test]
fn aria_answers_anything_with_json_and_never_with_500() {
    always(ARIA, &ARIA_PATHS, |answer| {
        let answered: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
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
