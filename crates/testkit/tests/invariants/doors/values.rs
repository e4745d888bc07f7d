//! Values as all doors print and compare them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Groups;

/// Percent-encoded, for a path or a query.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |done, byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            done + &char::from(byte).to_string()
        }
        _ => format!("{done}%{byte:02X}"),
    })
}

/// Whether a value stands for nothing.
pub fn or_null(value: Option<&Value>) -> Value {
    value.cloned().unwrap_or_default()
}

/// The names of groups whose ids are printed, sorted.
pub fn names_of<'a>(ids: impl Iterator<Item = &'a str>, groups: &Groups) -> Value {
    let name =
        |id: &str| groups.iter().find(|(_, known)| *known == id).map_or(id, |(name, _)| name).to_owned();
    let names: BTreeSet<_> = ids.map(|id| name(&id.to_lowercase())).collect();
    json!(names)
}

/// Names sorted, each once.
pub fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Value {
    let names: BTreeSet<_> = names.collect();
    json!(names)
}

/// Lists as sets: those whose order no contract promises. Every list of a view is one.
pub fn as_sets(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(as_sets);
            items.sort_by_key(Value::to_string);
        }
        Value::Object(members) => members.values_mut().for_each(as_sets),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
