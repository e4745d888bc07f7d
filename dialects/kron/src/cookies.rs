//! Cookies, read and written (section 3.1).

use ::wire::credentials::Malformed;
use axum::http::header::{COOKIE, HeaderValue};
use axum::http::{HeaderMap, HeaderName};

/// The session: a credential.
pub(crate) const SESSION: &str = "JSESSIONID";
/// The companion of the session, for scripts of a browser to read; no credential.
pub(crate) const COMPANION: &str = "XSRF-TOKEN";
/// The companion again, as a header of an answer.
pub(crate) const COMPANION_HEADER: HeaderName = HeaderName::from_static("xsrf-token");
/// The product sets a third one; no credential.
pub(crate) const NETRIGHT: &str = "NETRIGHTID";

/// Who in a browser may read a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadBy {
    /// The browser alone.
    Browser,
    /// Scripts too.
    Scripts,
}

/// The value of a cookie; none when it is absent or empty.
///
/// Refuses different values of one name, and headers that are not visible ASCII.
pub(crate) fn named<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Malformed> {
    let mut found = None;
    for header in headers.get_all(COOKIE) {
        let header = header.to_str().map_err(|_| Malformed)?;
        let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        for (_, value) in pairs.filter(|(known, value)| *known == name && !value.is_empty()) {
            if found.is_some_and(|found| found != value) {
                return Err(Malformed);
            }
            found = Some(value);
        }
    }
    Ok(found)
}

/// The companion that the client has; none for a value that this dialect never gave: 32 hexadecimal digits in lower case.
pub(crate) fn companion(headers: &HeaderMap) -> Option<&str> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let sent = named(headers, COMPANION).ok().flatten()?;
    (sent.len() == 32 && sent.bytes().all(is_digit)).then_some(sent)
}

/// A cookie for every path, until the browser ends or the server has forgotten it. `https`: never sent without TLS.
/// None for a value that no header can carry.
pub(crate) fn set(name: &str, value: &str, read_by: ReadBy, https: bool) -> Option<HeaderValue> {
    let hidden = if read_by == ReadBy::Browser { "; HttpOnly" } else { "" };
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::try_from(format!("{name}={value}; Path=/{hidden}{secure}; SameSite=Lax")).ok()
}

/// A cookie that takes the one of this name away.
pub(crate) fn unset(name: &str) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{name}=; Path=/; Max-Age=0; SameSite=Lax")).ok()
}

#[cfg(test)]
mod tests;
