use std::borrow::Cow;
use std::str::Utf8Error;

use super::scalar::{self, BadValue};

/// The parameters of a query string. Names are found without ASCII case, the first of several counts, pairs without a
/// name are skipped (`?&USERNAME=rob`), and a parameter nobody asks for may hold anything.
#[derive(Clone, Copy)]
pub struct Query<'a> {
    text: &'a str,
}

impl<'a> Query<'a> {
    /// Reads the query string without its `?`; none is one without parameters.
    pub fn new(text: Option<&'a str>) -> Self {
        Self { text: text.unwrap_or_default() }
    }

    /// The decoded value, blanks and all, or none if the name does not occur. Refuses bytes that are not UTF-8.
    pub fn value(&self, name: &str) -> Result<Option<Cow<'a, str>>, BadValue> {
        self.raw(name).map(|raw| form_decoded(raw).map_err(|_| BadValue::of(name))).transpose()
    }

    /// The value, if it has more than blanks in it.
    pub fn text(&self, name: &str) -> Result<Option<Cow<'a, str>>, BadValue> {
        Ok(self.value(name)?.filter(|text| !scalar::is_blank(text)))
    }

    /// As [`Details::boolean`](super::Details::boolean).
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, BadValue> {
        let text = self.text(name)?;
        text.map(|text| scalar::boolean(&text).ok_or_else(|| BadValue::of(name))).transpose()
    }

    /// As [`Details::integer`](super::Details::integer).
    pub fn integer(&self, name: &str) -> Result<Option<i64>, BadValue> {
        let text = self.text(name)?;
        text.map(|text| scalar::digits(&text).ok_or_else(|| BadValue::of(name))).transpose()
    }

    /// The value as it was sent, still encoded.
    pub(super) fn raw(&self, name: &str) -> Option<&'a [u8]> {
        self.text.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            form_decoded(key.as_bytes())
                .is_ok_and(|key| key.eq_ignore_ascii_case(name))
                .then_some(value.as_bytes())
        })
    }
}

/// The text of a form-encoded name or value. A `%` without two hexadecimal digits stands for itself.
pub(super) fn form_decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Utf8Error> {
    if !bytes.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return str::from_utf8(bytes).map(Cow::Borrowed);
    }
    let blanks: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let decoded: Vec<u8> = percent_encoding::percent_decode(&blanks).collect();
    String::from_utf8(decoded).map(Cow::Owned).map_err(|error| error.utf8_error())
}
