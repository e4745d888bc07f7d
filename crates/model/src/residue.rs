//! What one dialect said and the record has no word for, and how a dialect worded what it has.

use serde_json::{Map, Value};

/// The six APIs over one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Dialect {
    /// Kron PAM.
    Kron = 1,
    /// Oracle Insurance Policy Administration.
    Oipa = 2,
    /// ManageEngine PAM360.
    Pam360 = 3,
    /// VMware Aria Operations.
    Aria = 4,
    /// SCIM 2.0.
    Scim = 5,
    /// Our own REST API.
    Native = 6,
}

impl Dialect {
    /// All six.
    pub const ALL: [Self; 6] = [Self::Kron, Self::Oipa, Self::Pam360, Self::Aria, Self::Scim, Self::Native];

    /// Its short name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kron => "kron",
            Self::Oipa => "oipa",
            Self::Pam360 => "pam360",
            Self::Aria => "aria",
            Self::Scim => "scim",
            Self::Native => "native",
        }
    }

    /// The number the store keeps.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The dialect of a stored number.
    pub fn by_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.number() == number)
    }
}

/// What one dialect said of a record and the record has no word for. Only that dialect writes it (R1); it never
/// holds a secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Residue(Map<String, Value>);

impl Residue {
    /// Keeps `value` under `name`.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Takes back what was said under `name`.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// What was said under `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text said under `name`.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// The truth said under `name`.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    /// The names of what was said, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Canonical JSON: compact, keys in order.
    pub fn to_json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    /// Reads what [`Self::to_json`] wrote; none if it is not an object.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self)
    }
}

/// A dialect's own wording of a value of the record, printed instead of the plain form until the value changes (R2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The field of the record.
    pub field: String,
    /// Which entry of a list; empty for a single value.
    pub entry: String,
    /// Whose wording.
    pub dialect: Dialect,
    /// The wording.
    pub wording: String,
}
