//! A text cut into words, brackets and values.

use serde_json::Number;

use crate::Malformed;
use crate::tree::Value;

/// One of the pieces.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    Within,
    /// `]`
    EndWithin,
    /// A path, an operator, `and`, `or`, `not`, `pr`; also `true`, `false`, `null`.
    Word(String),
    /// A number or a text.
    Value(Value),
}

/// The pieces, each with where it begins, in bytes.
pub(crate) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Malformed> {
    let mut all = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(' ');
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(all) };
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '[' => (Token::Within, 1),
            ']' => (Token::EndWithin, 1),
            '"' => quoted(rest).ok_or(Malformed { at, wanted: "a text that ends with a quotation mark" })?,
            '-' | '0'..='9' => number(rest).ok_or(Malformed { at, wanted: "a number" })?,
            first if is_of_word(first) => word(rest),
            _ => return Err(Malformed { at, wanted: "a name, a value or a parenthesis" }),
        };
        all.push((at, token));
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// A member behind brackets begins with the dot.
fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$' | ':' | '.')
}

fn word(rest: &str) -> (Token, usize) {
    let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
    (Token::Word(rest.get(..length).unwrap_or_default().to_owned()), length)
}

/// A text as JSON writes it.
fn quoted(rest: &str) -> Option<(Token, usize)> {
    let mut escaped = false;
    let end = rest.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    let length = end + 2;
    let text = serde_json::from_str(rest.get(..length)?).ok()?;
    Some((Token::Value(Value::Text(text)), length))
}

/// A number as JSON writes it; one with a fraction is read exactly, which the reader of JSON does not.
fn number(rest: &str) -> Option<(Token, usize)> {
    let length = rest.find([' ', ')', ']']).unwrap_or(rest.len());
    let text = rest.get(..length)?;
    let mut number: Number = serde_json::from_str(text).ok()?;
    if number.is_f64() {
        number = Number::from_f64(text.parse().ok()?)?;
    }
    Some((Token::Value(Value::Number(number)), length))
}
