//! Queries and form bodies: pairs of names and values.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// More pairs than anybody means.
const MOST_PAIRS: usize = 10_000;

/// The pairs of a query or of a body of `application/x-www-form-urlencoded`, decoded, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

/// Why a form cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadForm {
    /// Once decoded, a name or a value is not UTF-8.
    #[error("names and values must be UTF-8, percent-encoded")]
    NotUtf8,
    /// It has too many pairs.
    #[error("more than {MOST_PAIRS} parameters")]
    TooMany,
}

impl Form {
    /// Reads `a=b&c=d`. A plus is a blank; a percent sign without two hexadecimal digits stands for itself; a pair
    /// without `=` has an empty value; empty pairs are passed over.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadForm> {
        let mut pairs = Vec::new();
        for pair in bytes.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
            if pairs.len() == MOST_PAIRS {
                return Err(BadForm::TooMany);
            }
            let mut halves = pair.splitn(2, |&byte| byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            let value = decode(halves.next().unwrap_or_default())?;
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a name, in their order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All pairs, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there is no pair.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn decode(encoded: &[u8]) -> Result<String, BadForm> {
    let blanks: Cow<'_, [u8]> = if encoded.contains(&b'+') {
        encoded.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect::<Vec<_>>().into()
    } else {
        encoded.into()
    };
    let decoded = percent_decode(&blanks).decode_utf8().map_err(|_| BadForm::NotUtf8)?;
    Ok(decoded.into_owned())
}
