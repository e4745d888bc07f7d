//! The rules of plain text.

use crate::Rule;

/// The most characters of text that no narrower rule speaks of (`one-record` section 3.1).
pub const MAX_TEXT: usize = 1_024;

/// Accepts text of at most `max` characters without control characters (so never U+0000).
pub fn check(text: &str, max: usize) -> Result<(), Rule> {
    if text.chars().any(char::is_control) {
        return Err(Rule::ControlCharacter);
    }
    if text.len() > max && text.chars().count() > max {
        return Err(Rule::TooLong { max });
    }
    Ok(())
}

/// As [`check`], and keeps the text.
pub fn checked(text: String, max: usize) -> Result<String, Rule> {
    check(&text, max).map(|()| text)
}

/// As [`check`], for text that may be missing.
pub fn checked_option(text: Option<String>, max: usize) -> Result<Option<String>, Rule> {
    text.map(|text| checked(text, max)).transpose()
}
