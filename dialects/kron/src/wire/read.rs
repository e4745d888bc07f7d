//! Reading the members of a body: all values of a wrong type are gathered, each by the vendor's name.

use std::collections::BTreeMap;

use ::wire::Sent;
use model::{Invalid, Refusal, Rule};
use serde_json::{Map, Value};

use crate::quirks;

/// What `read` takes out of a body. Refuses `Invalid` for a body that is no object, and with everything of a wrong type.
pub(super) fn members_of<T>(body: &Value, read: impl FnOnce(&mut Members<'_>) -> T) -> Result<T, Refusal> {
    let Value::Object(map) = body else {
        return Err(Refusal::invalid("body", Rule::Type("an object")));
    };
    let mut members = Members { map, wrong: Vec::new() };
    let taken = read(&mut members);
    if members.wrong.is_empty() { Ok(taken) } else { Err(Refusal::Invalid(members.wrong)) }
}

/// The members of a body, and what was wrong so far.
pub(super) struct Members<'a> {
    map: &'a Map<String, Value>,
    wrong: Vec<Invalid>,
}

impl<'a> Members<'a> {
    /// A member as `read` understands it; one of a wrong type is absent.
    pub fn value<T>(
        &mut self,
        name: &'static str,
        wanted: &'static str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Sent<T> {
        match self.given(name) {
            None => Sent::Absent,
            Some(Value::Null) => Sent::Null,
            Some(value) => read(value).map_or_else(
                || {
                    self.refuse(name.to_owned(), wanted);
                    Sent::Absent
                },
                Sent::Value,
            ),
        }
    }

    /// A text.
    pub fn text(&mut self, name: &'static str) -> Sent<String> {
        self.value(name, "a text", |value| value.as_str().map(str::to_owned))
    }

    /// A truth.
    pub fn flag(&mut self, name: &'static str) -> Sent<bool> {
        self.value(name, "true or false", Value::as_bool)
    }

    /// How many; none where it is absent or null.
    pub fn count(&mut self, name: &'static str) -> Option<u64> {
        self.value(name, "a whole number, not negative", Value::as_u64).value()
    }

    /// A list of texts.
    pub fn texts(&mut self, name: &'static str) -> Sent<Vec<String>> {
        let items = match self.given(name) {
            None => return Sent::Absent,
            Some(Value::Null) => return Sent::Null,
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.refuse(name.to_owned(), "a list of texts");
                return Sent::Absent;
            }
        };
        let mut all = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item {
                Value::String(text) => all.push(text.clone()),
                _ => self.refuse(format!("{name}[{index}]"), "a text"),
            }
        }
        Sent::Value(all)
    }

    /// A list of objects that name users, each by `id`, which may be an `eid`, or by `eid`; none where it is absent or null.
    pub fn people(&mut self, name: &'static str) -> Option<Vec<String>> {
        let items = match self.given(name)? {
            Value::Null => return None,
            Value::Array(items) => items,
            _ => {
                self.refuse(name.to_owned(), "a list of objects");
                return None;
            }
        };
        let mut all = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match person(item) {
                Some(person) => all.push(person.to_owned()),
                None => self.refuse(format!("{name}[{index}]"), "an object with an id or an eid"),
            }
        }
        Some(all)
    }

    /// An object; none where it is absent or null.
    pub fn object(&mut self, name: &'static str) -> Option<&'a Map<String, Value>> {
        match self.given(name)? {
            Value::Null => None,
            Value::Object(map) => Some(map),
            _ => {
                self.refuse(name.to_owned(), "an object");
                None
            }
        }
    }

    /// An object of texts, by name; a value of null is not there. None where the object is absent or null.
    pub fn map(&mut self, name: &'static str) -> Option<BTreeMap<String, String>> {
        let mut texts = BTreeMap::new();
        for (key, value) in self.object(name)?.iter().filter(|(_, value)| !value.is_null()) {
            if let Some(text) = scalar(value) {
                texts.insert(key.clone(), text);
            } else {
                self.refuse(format!("{name}.{key}"), SCALAR);
            }
        }
        Some(texts)
    }

    pub fn refuse(&mut self, field: String, wanted: &'static str) {
        self.wrong.push(Invalid { field: field.into(), rule: Rule::Type(wanted) });
    }

    fn given(&self, name: &str) -> Option<&'a Value> {
        quirks::member(self.map, name)
    }
}

fn person(item: &Value) -> Option<&str> {
    let member = |name| quirks::member(item.as_object()?, name)?.as_str().filter(|text| !text.is_empty());
    member("id").or_else(|| member("eid"))
}

/// What [`scalar`] reads.
pub(super) const SCALAR: &str = "a text, true or false, or a whole number of at most 64 bits";

/// A text, or what a number or a truth is in text (`one-record` 1.5). None for a number that would not be read back with
/// the digits that were sent: JSON's own keep 64 bits, and no form such as `1.50`.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => (!number.is_f64()).then(|| number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
