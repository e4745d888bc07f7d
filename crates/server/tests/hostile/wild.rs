//! One request that nobody foresaw.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wire::OperationInfo;

use crate::body::{body, encoded, text};

const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"];
const TYPES: [&str; 9] = [
    "application/json",
    "application/json;charset=UTF-8",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/json",
    "text/plain",
    "nonsense",
];
const HEADERS: [&str; 8] = [
    "accept",
    "authorization",
    "authtoken",
    "orgname",
    "x-forwarded-for",
    "x-xsrf-token",
    "cookie",
    "accept-language",
];
const QUERIES: [&str; 10] =
    ["USERNAME", "AUTHTOKEN", "INPUT_DATA", "id", "username", "_no_links", "q", "limit", "offset", "x"];
/// What is looked for where a path names somebody.
const ADDRESSED: [&str; 5] =
    ["admin", "1", "DEFAULT_GROUP_SYSYEM_ADMINS", "Super", "1df84d5c-3ae3-4cd4-a6b1-5b8ee2a6ad05"];

/// One request.
#[derive(Clone, Debug)]
pub struct Wild {
    pub method: String,
    pub target: String,
    pub headers: Vec<(&'static str, String)>,
    /// Whether it brings a good credential, of each dialect.
    pub as_admin: bool,
    pub body: Vec<u8>,
}

/// Requests below the base of one dialect: mostly at its operations, by their methods.
pub fn wild(base: &'static str, operations: &[OperationInfo]) -> impl Strategy<Value = Wild> + use<> {
    let served: Vec<_> = operations
        .iter()
        .filter(|operation| operation.path.starts_with(base))
        .map(|operation| (operation.method.to_string(), operation.path.clone()))
        .collect();
    assert!(!served.is_empty(), "nothing is served below {base}");
    let other = (select(&METHODS[..]), prop_oneof!["(/[a-z]{1,9}|/\\*){0,3}", Just("/user/*/*".to_owned())])
        .prop_map(move |(method, path)| (method.to_owned(), format!("{base}{path}")));
    let place = prop_oneof![6 => select(served), 1 => other];
    let method = proptest::option::weighted(0.15, select(&METHODS[..]));
    let query = vec((select(&QUERIES[..]), vec(any::<u8>(), 0..12)), 0..4);
    let target = (place, method, parameter(), query).prop_map(|((own, path), method, parameter, query)| {
        let query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let target = format!("{}?{}", filled(&path, &parameter), query.join("&"));
        (method.map_or(own, str::to_owned), target)
    });
    let header = (select(&HEADERS[..]), prop_oneof!["[ -~]{0,30}", "(OpsToken|Basic|Bearer) [ -~]{0,30}"]);
    let headers = (select(&TYPES[..]), vec(header, 0..3)).prop_map(|(kind, mut headers)| {
        headers.push(("content-type", kind.to_owned()));
        headers
    });
    (target, headers, any::<bool>(), body()).prop_map(|((method, target), headers, as_admin, body)| Wild {
        method,
        target,
        headers,
        as_admin,
        body,
    })
}

/// What stands in a path for a name or an id.
fn parameter() -> impl Strategy<Value = String> {
    prop_oneof![
        select(&ADDRESSED[..]).prop_map(str::to_owned),
        text().prop_map(|text| encoded(text.as_bytes())),
        vec(any::<u8>(), 0..20).prop_map(|bytes| encoded(&bytes)),
    ]
}

/// `path` with `parameter` in place of each `{name}` and each `*`.
fn filled(path: &str, parameter: &str) -> String {
    let parts =
        path.split('/').map(|part| if part.starts_with('{') || part == "*" { parameter } else { part });
    parts.collect::<Vec<_>>().join("/")
}
