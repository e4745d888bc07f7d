//! What this dialect tolerates, each deviation with the section of the contract that asks for it.
//!
//! Tolerated by leaving out, so that no function stands for it here: unknown members and `null` (6.2, `wire/read.rs`);
//! unknown query parameters, among them `page` and `pageSize` (6.2, 6.10); a stale `Authorization` at acquire (4.1); a
//! JSON content type without a body at release (6.2); `X-Ops-API-use-unsupported` on any operation (1.1).

use ::wire::Form;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

/// The name of the source that is always there, compared without case (4.1).
const LOCAL: &str = "local";

/// Whether an `authSource` means the users that are kept here: absent, `null`, blank, or `local` in any case (4.1).
pub(crate) fn is_local_source(name: Option<&str>) -> bool {
    name.is_none_or(|name| name.trim().is_empty() || name.eq_ignore_ascii_case(LOCAL))
}

/// Whether links are to be left out: `_no_links=true`, which is in no specification (6.2).
pub(crate) fn wants_no_links(query: &Form) -> bool {
    query.first("_no_links").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Whether an answer in JSON is wanted. No `Accept`, and an empty one, want it (6.3, 10.9), so does any with JSON or a
/// wildcard in it, whatever its parameters (6.2); `*` alone is a wildcard too, as an old client library writes it.
pub(crate) fn accepts_json(headers: &HeaderMap) -> bool {
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

/// Whether a body may be read as JSON: it says so, with or without a charset, or says nothing (6.2, 6.3).
pub(crate) fn says_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    types.all(|value| {
        let essence = value.to_str().unwrap_or("?").split(';').next().unwrap_or_default().trim();
        essence.is_empty() || essence.eq_ignore_ascii_case("application/json")
    })
}

#[cfg(test)]
mod tests;
