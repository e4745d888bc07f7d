//! Values that go into a statement.

use std::fmt;

/// One bound value. A null carries its type, because PostgreSQL prepares statements with the types of their values.
#[derive(Clone, Copy)]
pub enum Param<'a> {
    /// A 64-bit integer; also a truth value, as 0 or 1.
    Int(Option<i64>),
    /// Text without U+0000.
    Text(Option<&'a str>),
    /// Bytes of any length.
    Bytes(Option<&'a [u8]>),
    /// An identifier of 16 bytes.
    Id(Option<[u8; 16]>),
}

impl fmt::Debug for Param<'_> {
    /// The type and whether it is null, never the value: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, null) = match self {
            Self::Int(value) => ("Int", value.is_none()),
            Self::Text(value) => ("Text", value.is_none()),
            Self::Bytes(value) => ("Bytes", value.is_none()),
            Self::Id(value) => ("Id", value.is_none()),
        };
        write!(f, "{name}({})", if null { "null" } else { ".." })
    }
}

/// `From` for a type, its option and references to both.
macro_rules! from {
    ($type:ty => $variant:ident, $value:ident => $convert:expr) => {
        impl From<$type> for Param<'_> {
            fn from($value: $type) -> Self {
                Self::$variant(Some($convert))
            }
        }
        impl From<&$type> for Param<'_> {
            fn from(value: &$type) -> Self {
                Self::from(*value)
            }
        }
        impl From<Option<$type>> for Param<'_> {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map(|$value| $convert))
            }
        }
        impl From<&Option<$type>> for Param<'_> {
            fn from(value: &Option<$type>) -> Self {
                Self::from(*value)
            }
        }
    };
}

from!(i64 => Int, value => value);
from!(i32 => Int, value => i64::from(value));
from!(u32 => Int, value => i64::from(value));
from!(bool => Int, value => i64::from(value));
from!([u8; 16] => Id, value => value);

/// `From` for a borrowed type, its owner and options of both.
macro_rules! from_borrowed {
    ($borrowed:ty, $owned:ty => $variant:ident) => {
        impl<'a> From<&'a $borrowed> for Param<'a> {
            fn from(value: &'a $borrowed) -> Self {
                Self::$variant(Some(value))
            }
        }
        impl<'a> From<&'a $owned> for Param<'a> {
            fn from(value: &'a $owned) -> Self {
                Self::$variant(Some(value))
            }
        }
        impl<'a> From<Option<&'a $borrowed>> for Param<'a> {
            fn from(value: Option<&'a $borrowed>) -> Self {
                Self::$variant(value)
            }
        }
        impl<'a> From<Option<&'a $owned>> for Param<'a> {
            fn from(value: Option<&'a $owned>) -> Self {
                Self::$variant(value.map(|value| value as _))
            }
        }
        impl<'a> From<&'a Option<$owned>> for Param<'a> {
            fn from(value: &'a Option<$owned>) -> Self {
                Self::$variant(value.as_deref())
            }
        }
    };
}

from_borrowed!(str, String => Text);
from_borrowed!([u8], Vec<u8> => Bytes);
