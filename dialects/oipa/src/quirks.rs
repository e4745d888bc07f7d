//! What this dialect tolerates, each deviation with the section of the contract that asks for it.
//!
//! Tolerated by leaving out, so that no function stands for it here: unknown members, unknown query parameters and
//! unknown names in `expand` (5.2); a body without a `Content-Type`.

use ::wire::Form;
use ::wire::credentials::Basic;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The published command lines pass a whole header as user and password, `-u 'Authorization: Basic ..'`: the pair inside
/// is meant (section 3). It is looked at like any other pair.
pub(crate) fn unwrapped(basic: Basic) -> Basic {
    if basic.login == "Authorization"
        && let Some(inner) = inner(&basic.password)
    {
        return inner;
    }
    basic
}

fn inner(password: &str) -> Option<Basic> {
    let encoded = password.strip_prefix(' ').unwrap_or(password).strip_prefix("Basic ")?;
    let text = String::from_utf8(LENIENT.decode(encoded.trim_matches(' ')).ok()?).ok()?;
    let (login, password) = text.split_once(':')?;
    Some(Basic { login: login.to_owned(), password: password.to_owned() })
}

/// Whether the users of a list are wanted with their groups: `expand=all` or `expand=securityGroups`, among other names
/// and with names nested below (5.2).
pub(crate) fn wants_groups(query: &Form) -> bool {
    let mut names = query.all("expand").flat_map(|names| names.split(',')).map(str::trim);
    names.any(|name| matches!(name.split('.').next(), Some("all" | "securityGroups")))
}

/// Whether an answer in JSON is wanted: no `Accept`, an empty one, or any with JSON or a wildcard in it (section 7).
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

/// Whether a body may be read as JSON: it says so, with or without a charset, or says nothing.
pub(crate) fn says_json(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_TYPE).iter().all(|value| {
        let essence = value.to_str().unwrap_or("?").split(';').next().unwrap_or_default().trim();
        essence.is_empty() || essence.eq_ignore_ascii_case("application/json")
    })
}

#[cfg(test)]
mod tests;
