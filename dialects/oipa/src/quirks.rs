//! What this dialect tolerates, each deviation with the section of the contract that asks for it.
//!
//! Tolerated by leaving out, so that no function stands for it here: unknown members, unknown query parameters and
//! unknown names in `expand` (5.2); a body without a `Content-Type`.

use ::wire::Form;
use ::wire::credentials::Basic;
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

/// JSON is answered without an `Accept` and to any wildcard, and read without a `Content-Type` (section 7).
pub(crate) use ::wire::media::{accepts_json, says_json};

#[cfg(test)]
mod tests;
