//! The ways in which the vendor's clients write and send a document: contract section 4, W1 to W7.

use std::fmt::Write;

use super::super::document::Value;
use super::FORM;

/// A value as a client has it before it is written.
#[derive(Clone, Debug)]
pub(super) enum Sent {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    List(Vec<Sent>),
    Object(Vec<(String, Sent)>),
}

/// A client's habit.
pub(super) struct Encoding {
    pub(super) name: &'static str,
    pub(super) content_type: Option<&'static str>,
    write: fn(&Sent) -> String,
    send: fn(&str) -> String,
}

pub(super) const ENCODINGS: [Encoding; 7] = [
    Encoding { name: "W1", content_type: Some(FORM), write: json, send: percent_upper },
    Encoding { name: "W2", content_type: Some("text/json"), write: json, send: percent_upper },
    Encoding { name: "W3", content_type: Some("text/json"), write: json, send: str::to_owned },
    Encoding { name: "W4", content_type: None, write: python, send: str::to_owned },
    Encoding { name: "W5", content_type: Some(FORM), write: python, send: percent_upper },
    Encoding { name: "W6", content_type: Some(FORM), write: relaxed, send: percent_lower },
    Encoding { name: "W7", content_type: Some("text/json"), write: json, send: percent_lower },
];

impl Encoding {
    /// The body that this client sends for `details`.
    pub(super) fn body(&self, details: &Sent) -> String {
        let inner = Sent::Object(vec![("Details".to_owned(), details.clone())]);
        let document = Sent::Object(vec![("operation".to_owned(), inner)]);
        format!("INPUT_DATA={}", (self.send)(&(self.write)(&document)))
    }
}

impl Sent {
    /// Whether `read` is this value, to the last digit and in the same order.
    pub(super) fn is(&self, read: Value<'_>) -> bool {
        match (self, read) {
            (Self::Null, Value::Null) => true,
            (Self::Boolean(sent), Value::Boolean(read)) => *sent == read,
            (Self::Number(sent), Value::Number(read)) | (Self::Text(sent), Value::Text(read)) => sent == read,
            (Self::List(sent), Value::List(mut read)) => {
                sent.iter().all(|sent| read.next().is_some_and(|read| sent.is(read))) && read.next().is_none()
            }
            (Self::Object(sent), Value::Object(mut read)) => {
                sent.iter().all(|(key, sent)| {
                    read.next().is_some_and(|(found, _, read)| key == found && sent.is(read))
                }) && read.next().is_none()
            }
            _ => false,
        }
    }
}

fn json(value: &Sent) -> String {
    match value {
        Sent::Null => "null".to_owned(),
        Sent::Boolean(value) => value.to_string(),
        Sent::Number(number) => number.clone(),
        Sent::Text(text) => json_text(text),
        Sent::List(items) => joined("[", items.iter().map(json), ", ", "]"),
        Sent::Object(members) => joined(
            "{",
            members.iter().map(|(key, value)| format!("{}:{}", json_text(key), json(value))),
            ",",
            "}",
        ),
    }
}

/// `repr()` of Python 3.
fn python(value: &Sent) -> String {
    match value {
        Sent::Null => "None".to_owned(),
        Sent::Boolean(value) => if *value { "True" } else { "False" }.to_owned(),
        Sent::Number(number) => number.clone(),
        Sent::Text(text) => python_text(text),
        Sent::List(items) => joined("[", items.iter().map(python), ", ", "]"),
        Sent::Object(members) => joined(
            "{",
            members.iter().map(|(key, value)| format!("{}: {}", python_text(key), python(value))),
            ", ",
            "}",
        ),
    }
}

/// The vendor's PowerShell sample: lines and tabs, keys without quotes wherever they can stand so.
fn relaxed(value: &Sent) -> String {
    match value {
        Sent::Object(members) => {
            let member =
                |(key, value): &(String, Sent)| format!("\r\n\t\t{}: {}", bare_key(key), relaxed(value));
            joined("{", members.iter().map(member), ",", "\r\n\t}")
        }
        Sent::List(items) if items.is_empty() => "[]".to_owned(),
        Sent::List(items) => joined("[", items.iter().map(relaxed), ";", ",]"),
        Sent::Text(text) => bare_text(text),
        Sent::Null | Sent::Boolean(_) | Sent::Number(_) => json(value),
    }
}

fn joined(open: &str, parts: impl Iterator<Item = String>, separator: &str, close: &str) -> String {
    format!("{open}{}{close}", parts.collect::<Vec<_>>().join(separator))
}

fn json_text(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn python_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut written = String::from(quote);
    for character in text.chars() {
        match character {
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\\' => written.push_str("\\\\"),
            _ if character == quote => written.extend(['\\', quote]),
            '\0'..' ' | '\u{7f}'..'\u{a1}' => write!(written, "\\x{:02x}", u32::from(character)).unwrap(),
            _ => written.push(character),
        }
    }
    written.push(quote);
    written
}

fn bare_key(key: &str) -> String {
    let bare = !key.is_empty()
        && key.trim_ascii() == key
        && !key.contains([':', '=', ',', ']', '}', '{', '[', '"', '\'', ';', '#']);
    if bare { key.to_owned() } else { json_text(key) }
}

fn bare_text(text: &str) -> String {
    let word = ["true", "false", "null", "none"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let number = serde_json::from_str::<serde_json::Number>(text).is_ok()
        || text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    let bare = !text.is_empty()
        && text.trim_ascii() == text
        && !text.starts_with('\'')
        && !text.contains([',', ']', '}', ';', '{', '[', '"']);
    if bare && !word && !number { text.to_owned() } else { json_text(text) }
}

fn percent_upper(text: &str) -> String {
    percent(text, |byte| format!("%{byte:02X}"))
}

fn percent_lower(text: &str) -> String {
    percent(text, |byte| format!("%{byte:02x}"))
}

fn percent(text: &str, escape: impl Fn(u8) -> String) -> String {
    text.bytes()
        .map(|byte| match byte {
            b' ' => "+".to_owned(),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => escape(byte),
        })
        .collect()
}
