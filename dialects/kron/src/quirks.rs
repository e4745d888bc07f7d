//! What this dialect tolerates, each deviation with the section of the contract that asks for it.
//!
//! Tolerated by leaving out, so that no function stands for it here: unknown keys (4.1, `wire`); a missing, stale or
//! present companion at sign-in (3.1, `sessions.rs`); a companion or none on GET (3.1, `auth.rs`).

use serde_json::Value;

/// The published samples send a JSON text whose content is the JSON body: it is parsed once more, and not twice (4.4).
/// None for a text whose content is no JSON.
pub(crate) fn decoded_once_more(body: Value) -> Option<Value> {
    match body {
        Value::String(content) => ::wire::json(content.as_bytes()).ok(),
        other => Some(other),
    }
}

/// A member of `object`, its name compared without regard to case: the product's spelling of some is not known (10, 8).
/// The exact spelling wins over any other.
pub(crate) fn member<'a>(object: &'a serde_json::Map<String, Value>, name: &str) -> Option<&'a Value> {
    let like = || object.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    object.get(name).or_else(like)
}

/// JSON is read without a `Content-Type` (4).
pub(crate) use ::wire::media::says_json;

#[cfg(test)]
mod tests;
