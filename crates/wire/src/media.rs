//! Which forms a client accepts and sends, read as tolerantly as real clients need.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

/// Whether an answer in JSON is wanted. No `Accept`, and an empty one, want it, so does any with JSON or a wildcard in it,
/// whatever its parameters; `*` alone is a wildcard too, as an old client library writes it.
pub fn accepts_json(headers: &HeaderMap) -> bool {
    let mut ranges = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .peekable();
    ranges.peek().is_none() || ranges.any(is_json_range)
}

fn is_json_range(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let wanted =
        ["application/json", "application/*", "*/*", "*"].iter().any(|one| one.eq_ignore_ascii_case(name));
    let refused = parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.trim().parse() == Ok(0.0_f32));
    wanted && !refused
}

/// Whether a body may be read as JSON: it says so, with or without a charset, or says nothing.
pub fn says_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    types.all(|value| {
        let essence = value.to_str().unwrap_or("?").split(';').next().unwrap_or_default().trim();
        essence.is_empty() || essence.eq_ignore_ascii_case("application/json")
    })
}
