//! How a text is read as what a parameter wants (contract section 4.3).

/// A parameter holds something that its type does not know: `E_VALUE`. The value itself may be a secret and is not kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid value for parameter {parameter}")]
pub struct BadValue {
    /// The name as the operation spells it, not as the caller did.
    pub parameter: String,
}

impl BadValue {
    pub(super) fn of(parameter: &str) -> Self {
        Self { parameter: parameter.to_owned() }
    }
}

/// Clients send `""` for whatever they do not use.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    if ["true", "yes", "on", "1"].iter().any(is) {
        Some(true)
    } else if ["false", "no", "off", "0"].iter().any(is) {
        Some(false)
    } else {
        None
    }
}

/// A text of decimal digits, blanks around it allowed, no sign; none if it is anything else or beyond 64 bits.
pub(super) fn digits(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}
