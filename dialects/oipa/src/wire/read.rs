//! Reading the members of a body: all values of a wrong type are gathered, each with its path.

use ::wire::Sent;
use model::{Invalid, Rule};
use serde_json::{Map, Value};

/// The members of one object, where it stands in the body, and what was wrong so far.
pub(super) struct Members<'a, 'w> {
    path: String,
    map: &'a Map<String, Value>,
    wrong: &'w mut Vec<Invalid>,
}

impl<'a, 'w> Members<'a, 'w> {
    pub const fn of(path: String, map: &'a Map<String, Value>, wrong: &'w mut Vec<Invalid>) -> Self {
        Self { path, map, wrong }
    }

    /// A text; one of a wrong type is absent.
    pub fn text(&mut self, name: &str) -> Sent<String> {
        match self.map.get(name) {
            None => Sent::Absent,
            Some(Value::Null) => Sent::Null,
            Some(Value::String(text)) => Sent::Value(text.clone()),
            Some(_) => {
                self.refuse(name, "a text");
                Sent::Absent
            }
        }
    }

    /// An object; none for `null`.
    pub fn object(&mut self, name: &str) -> Option<Members<'a, '_>> {
        match self.map.get(name)? {
            Value::Null => None,
            Value::Object(map) => Some(Members { path: self.path_of(name), map, wrong: self.wrong }),
            _ => {
                self.refuse(name, "an object");
                None
            }
        }
    }

    /// A list of objects; none for `null`.
    pub fn objects<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Members<'a, '_>) -> T,
    ) -> Option<Vec<T>> {
        let items = match self.map.get(name)? {
            Value::Null => return None,
            Value::Array(items) => items,
            _ => {
                self.refuse(name, "a list");
                return None;
            }
        };
        let mut all = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let place = format!("{name}[{index}]");
            match item {
                Value::Object(map) => {
                    all.push(read(&mut Members { path: self.path_of(&place), map, wrong: self.wrong }));
                }
                _ => self.refuse(&place, "an object"),
            }
        }
        Some(all)
    }

    fn refuse(&mut self, name: &str, wanted: &'static str) {
        let field = self.path_of(name).into();
        self.wrong.push(Invalid { field, rule: Rule::Type(wanted) });
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}
