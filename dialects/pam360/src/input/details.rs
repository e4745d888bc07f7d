use std::fmt;

use super::document::{Document, Members, Value};
use super::scalar::{self, BadValue};

/// The parameters of an operation, found without ASCII case and read as the type that is wanted (contract section 4.3).
///
/// For every reader: absent, `null` and a blank string are "not given" and answer none; an object or a list where a
/// scalar is wanted is a [`BadValue`] that names the parameter as it was asked for. Text may hold any character,
/// U+0000 too. Parameters that nobody asks for are ignored.
pub struct Details {
    document: Document,
    object: usize,
}

/// Names only: a value may be a password.
impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.members().map(|(name, _, _)| name)).finish()
    }
}

impl Details {
    pub(super) fn new(document: Document, object: usize) -> Self {
        Self { document, object }
    }

    /// The text as it was sent, blanks around it kept. Numbers (as written) and booleans become their text.
    pub fn text(&self, name: &str) -> Result<Option<&str>, BadValue> {
        self.given(name).map(|value| text(&value).ok_or_else(|| BadValue::of(name))).transpose()
    }

    /// A boolean, or in any case one of the texts `true yes on 1 false no off 0`, or the number 1 or 0.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, BadValue> {
        let text = self.text(name)?;
        text.map(|text| scalar::boolean(text).ok_or_else(|| BadValue::of(name))).transpose()
    }

    /// A whole number of 64 bits, or a text of digits without sign, blanks around it allowed.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, BadValue> {
        self.given(name).map(|value| integer(&value).ok_or_else(|| BadValue::of(name))).transpose()
    }

    /// A list of scalars, each as [`Self::text`]. Refuses a scalar in place of the list, and `null`, blank strings,
    /// lists or objects in it.
    pub fn list(&self, name: &str) -> Result<Option<Vec<&str>>, BadValue> {
        self.list_of(name, |value| if is_blank(value) { None } else { text(value) })
    }

    /// A list of whole numbers, each as [`Self::integer`]; refuses what [`Self::list`] refuses.
    pub fn integers(&self, name: &str) -> Result<Option<Vec<i64>>, BadValue> {
        self.list_of(name, integer)
    }

    /// Whether the parameter was sent as a blank string: an edit clears what a create takes as not given (contract
    /// section 6.3). `null` is not a blank string.
    pub fn is_blank(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| is_blank(&value))
    }

    pub(super) fn members(&self) -> Members<'_> {
        self.document.members(self.object)
    }

    fn value(&self, name: &str) -> Option<Value<'_>> {
        self.members().find(name).map(|(_, value)| value)
    }

    fn given(&self, name: &str) -> Option<Value<'_>> {
        self.value(name).filter(|value| !matches!(value, Value::Null) && !is_blank(value))
    }

    fn list_of<'a, T>(
        &'a self,
        name: &str,
        read: impl Fn(&Value<'a>) -> Option<T>,
    ) -> Result<Option<Vec<T>>, BadValue> {
        let bad = || BadValue::of(name);
        match self.given(name) {
            None => Ok(None),
            Some(Value::List(mut items)) => items
                .try_fold(Vec::new(), |mut list, item| {
                    list.push(read(&item)?);
                    Some(list)
                })
                .map(Some)
                .ok_or_else(bad),
            Some(_) => Err(bad()),
        }
    }
}

fn is_blank(value: &Value<'_>) -> bool {
    matches!(value, Value::Text(text) if scalar::is_blank(text))
}

fn text<'a>(value: &Value<'a>) -> Option<&'a str> {
    match value {
        Value::Text(text) | Value::Number(text) => Some(text),
        Value::Boolean(true) => Some("true"),
        Value::Boolean(false) => Some("false"),
        Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

fn integer(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Number(number) => number.parse().ok(),
        Value::Text(text) => scalar::digits(text),
        Value::Null | Value::Boolean(_) | Value::List(_) | Value::Object(_) => None,
    }
}
