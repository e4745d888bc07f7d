//! Members that a body may leave out.

/// A member as it was sent: absent keeps, null clears (`one-record` 1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sent<T> {
    /// It is not there.
    #[default]
    Absent,
    /// It is `null`.
    Null,
    /// It has a value.
    Value(T),
}

impl<T> Sent<T> {
    /// The value; absent and null are none.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// As [`Self::value`], by reference.
    pub const fn as_value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl Sent<String> {
    /// The same, borrowed.
    pub fn as_deref(&self) -> Sent<&str> {
        match self {
            Self::Absent => Sent::Absent,
            Self::Null => Sent::Null,
            Self::Value(text) => Sent::Value(text),
        }
    }
}
