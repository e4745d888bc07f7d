//! Reading the headers that say who calls. What is found is worth nothing until the core has looked it up.

use std::fmt;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// A header that is there and cannot be read: given twice, or not of its form. To the core it is an unknown
/// credential, and not a missing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the credential cannot be read")]
pub struct Malformed;

/// Login and password of `Authorization: Basic`.
#[derive(Clone, PartialEq, Eq)]
pub struct Basic {
    /// What stands before the first colon.
    pub login: String,
    /// What stands behind it, colons and all.
    pub password: String,
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic").field("login", &self.login).finish_non_exhaustive()
    }
}

/// Clients pad as they like; a text that has two readings has none.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// `Authorization: Basic ..` (RFC 7617), in UTF-8; none when the header is absent or of another scheme.
///
/// Refuses a header given twice, wrong base64, and a text that is not UTF-8 or has no colon.
pub fn basic(headers: &HeaderMap) -> Result<Option<Basic>, Malformed> {
    let Some(encoded) = scheme(headers, "Basic")? else { return Ok(None) };
    let decoded = LENIENT.decode(encoded).map_err(|_| Malformed)?;
    let text = String::from_utf8(decoded).map_err(|_| Malformed)?;
    let (login, password) = text.split_once(':').ok_or(Malformed)?;
    Ok(Some(Basic { login: login.to_owned(), password: password.to_owned() }))
}

/// What follows `wanted` in `Authorization: Scheme token`; the scheme is compared without case. None when the header
/// is absent or of another scheme.
///
/// Refuses a header given twice, one that is not visible ASCII, and an empty token.
pub fn scheme<'a>(headers: &'a HeaderMap, wanted: &str) -> Result<Option<&'a str>, Malformed> {
    let Some(value) = named(headers, &AUTHORIZATION)? else { return Ok(None) };
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case(wanted) {
        return Ok(None);
    }
    let token = token.trim_matches(' ');
    if token.is_empty() { Err(Malformed) } else { Ok(Some(token)) }
}

/// The value of a header that is a credential as a whole; none when it is absent.
///
/// Refuses one given twice, one that is not visible ASCII, and an empty one.
pub fn named<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Malformed> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Malformed);
    }
    let value = HeaderValue::to_str(value).map_err(|_| Malformed)?.trim_matches(' ');
    if value.is_empty() { Err(Malformed) } else { Ok(Some(value)) }
}
