//! Reading the members of a body: all values of a wrong type are gathered, each with its path.
//!
//! `null` is absent and unknown members are passed over (section 6.2).

use serde_json::{Map, Value};

use super::ValidationFailure;

/// The most characters of a sent value that a refusal repeats.
const MOST_REPEATED: usize = 80;

/// The values of a wrong type that were met.
#[derive(Default)]
pub(crate) struct WrongTypes(pub Vec<ValidationFailure>);

impl WrongTypes {
    fn add(&mut self, path: String, value: &Value) {
        let shown = match value {
            Value::String(text) => text.chars().take(MOST_REPEATED).collect(),
            Value::Array(_) => "array".to_owned(),
            Value::Object(_) => "object".to_owned(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        };
        self.push(path, format!("Cannot convert [{shown}] to the expected type."));
    }

    fn push(&mut self, violation_path: String, failure_message: String) {
        self.0.push(ValidationFailure { failure_message, violation_path });
    }
}

/// What is read member by member.
pub(crate) trait FromMembers: Sized {
    /// Reads what is there; a member of a wrong type is absent, and noted in `wrong`.
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self;
}

/// Reads a whole body; one that is no object is a wrong type of the path `body`.
pub(crate) fn whole<T: FromMembers>(body: &Value) -> Result<T, WrongTypes> {
    let mut wrong = WrongTypes::default();
    let Value::Object(map) = body else {
        wrong.add("body".to_owned(), body);
        return Err(wrong);
    };
    let read = T::read(&Members { path: String::new(), map }, &mut wrong);
    if wrong.0.is_empty() { Ok(read) } else { Err(wrong) }
}

/// The members of one object, and where it stands in the body.
pub(crate) struct Members<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl Members<'_> {
    /// A member as `read` understands it.
    pub fn value<T>(
        &self,
        name: &str,
        read: impl Fn(&Value) -> Option<T>,
        wrong: &mut WrongTypes,
    ) -> Option<T> {
        let value = self.given(name)?;
        let read = read(value);
        if read.is_none() {
            wrong.add(self.path_of(name), value);
        }
        read
    }

    /// A text.
    pub fn text(&self, name: &str, wrong: &mut WrongTypes) -> Option<String> {
        self.value(name, owned_text, wrong)
    }

    /// A text that no refusal repeats, also when it is none.
    pub fn secret(&self, name: &str, wrong: &mut WrongTypes) -> Option<String> {
        let read = owned_text(self.given(name)?);
        if read.is_none() {
            wrong.push(self.path_of(name), "Cannot convert the value to the expected type.".to_owned());
        }
        read
    }

    /// A truth.
    pub fn flag(&self, name: &str, wrong: &mut WrongTypes) -> Option<bool> {
        self.value(name, Value::as_bool, wrong)
    }

    /// An id of any version, in either case (section 2).
    pub fn id<T>(&self, name: &str, parse: fn(&str) -> Option<T>, wrong: &mut WrongTypes) -> Option<T> {
        self.value(name, |value| value.as_str().and_then(parse), wrong)
    }

    /// A member whose value means nothing, if only `is` holds of it.
    pub fn ignored(&self, name: &str, is: fn(&Value) -> bool, wrong: &mut WrongTypes) {
        self.value(name, |value| is(value).then_some(()), wrong);
    }

    /// A list of texts.
    pub fn texts(&self, name: &str, wrong: &mut WrongTypes) -> Option<Vec<String>> {
        self.list(name, wrong, |_, value, _| owned_text(value))
    }

    /// A list of ids.
    pub fn ids<T>(&self, name: &str, parse: fn(&str) -> Option<T>, wrong: &mut WrongTypes) -> Option<Vec<T>> {
        self.list(name, wrong, |_, value, _| value.as_str().and_then(parse))
    }

    /// An object.
    pub fn object<T: FromMembers>(&self, name: &str, wrong: &mut WrongTypes) -> Option<T> {
        let value = self.given(name)?;
        let Value::Object(map) = value else {
            wrong.add(self.path_of(name), value);
            return None;
        };
        Some(T::read(&Members { path: self.path_of(name), map }, wrong))
    }

    /// A list of objects.
    pub fn objects<T: FromMembers>(&self, name: &str, wrong: &mut WrongTypes) -> Option<Vec<T>> {
        self.list(name, wrong, |path, value, wrong| {
            value.as_object().map(|map| T::read(&Members { path: path.to_owned(), map }, wrong))
        })
    }

    fn list<T>(
        &self,
        name: &str,
        wrong: &mut WrongTypes,
        read: impl Fn(&str, &Value, &mut WrongTypes) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.given(name)?;
        let Value::Array(items) = value else {
            wrong.add(self.path_of(name), value);
            return None;
        };
        let mut all = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let path = format!("{}[{index}]", self.path_of(name));
            match read(&path, item, wrong) {
                Some(item) => all.push(item),
                None => wrong.add(path, item),
            }
        }
        Some(all)
    }

    /// The value as it was sent, if it is there.
    pub fn given(&self, name: &str) -> Option<&Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

fn owned_text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
