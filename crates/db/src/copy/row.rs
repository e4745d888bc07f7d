//! One row as bytes: what stands in a file, what is digested, and what is kept of a key.

use super::Total;
use crate::{Param, Value};
use sha2::{Digest, Sha256};

/// The longest row, in bytes. No request that makes one may be as long.
pub(super) const LONGEST: u32 = 1 << 28;

/// Bytes that are no rows, and what is wrong with them.
#[derive(Debug)]
pub struct Damage(pub(super) &'static str);

/// What a column holds, as the schema says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Text,
    Bytes,
}

impl Kind {
    pub fn number(self) -> u8 {
        match self {
            Self::Int => 1,
            Self::Text => 2,
            Self::Bytes => 3,
        }
    }

    pub fn of_number(number: u8) -> Option<Self> {
        [Self::Int, Self::Text, Self::Bytes].into_iter().find(|kind| kind.number() == number)
    }
}

/// A null in place of a value's number.
const NULL: u8 = 0;

/// Writes a value behind the others: its kind, then 8 bytes of an integer or the length and the bytes of the others.
pub(super) fn put(out: &mut Vec<u8>, value: Value<'_>) {
    let (kind, bytes) = match value {
        Value::Null => return out.push(NULL),
        Value::Int(value) => {
            out.push(Kind::Int.number());
            return out.extend(value.to_be_bytes());
        }
        Value::Text(text) => (Kind::Text, text.as_bytes()),
        Value::Bytes(bytes) => (Kind::Bytes, bytes),
    };
    out.push(kind.number());
    // A row is refused before it is as long.
    out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(bytes);
}

/// Reads the values of a row from left to right.
pub(super) struct Cells<'a>(pub &'a [u8]);

impl<'a> Cells<'a> {
    /// The next value; none behind the last one.
    pub fn next(&mut self) -> Result<Option<Value<'a>>, Damage> {
        let Some((number, rest)) = self.0.split_first() else { return Ok(None) };
        self.0 = rest;
        if *number == NULL {
            return Ok(Some(Value::Null));
        }
        let value = match Kind::of_number(*number).ok_or(Damage("a value of no kind"))? {
            Kind::Int => Value::Int(i64::from_be_bytes(self.array()?)),
            Kind::Text => Value::Text(std::str::from_utf8(self.bytes()?).map_err(|_| Damage("a text"))?),
            Kind::Bytes => Value::Bytes(self.bytes()?),
        };
        Ok(Some(value))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Damage> {
        let (array, rest) = self.0.split_first_chunk().ok_or(Damage("a value is cut off"))?;
        self.0 = rest;
        Ok(*array)
    }

    fn bytes(&mut self) -> Result<&'a [u8], Damage> {
        let length = usize::try_from(u32::from_be_bytes(self.array()?)).unwrap_or(usize::MAX);
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Damage("a value is cut off"))?;
        self.0 = rest;
        Ok(bytes)
    }
}

/// All values of a row, each of the kind of its column or null.
pub(super) fn values<'a>(row: &'a [u8], kinds: &[Kind]) -> Result<Vec<Value<'a>>, Damage> {
    let mut cells = Cells(row);
    let mut values = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let value = cells.next()?.ok_or(Damage("a row is too short"))?;
        if !fits(value, *kind) {
            return Err(Damage("a value of another kind than its column"));
        }
        values.push(value);
    }
    if cells.0.is_empty() { Ok(values) } else { Err(Damage("a row is too long")) }
}

fn fits(value: Value<'_>, kind: Kind) -> bool {
    match value {
        Value::Null => true,
        Value::Int(_) => kind == Kind::Int,
        Value::Text(_) => kind == Kind::Text,
        Value::Bytes(_) => kind == Kind::Bytes,
    }
}

/// The value as a parameter of a statement; a null with the kind of its column.
pub(super) fn param(value: Value<'_>, kind: Kind) -> Param<'_> {
    match (value, kind) {
        (Value::Int(value), _) => Param::Int(Some(value)),
        (Value::Text(text), _) => Param::Text(Some(text)),
        (Value::Bytes(bytes), _) => Param::Bytes(Some(bytes)),
        (Value::Null, Kind::Int) => Param::Int(None),
        (Value::Null, Kind::Text) => Param::Text(None),
        (Value::Null, Kind::Bytes) => Param::Bytes(None),
    }
}

/// Adds rows up to a total.
#[derive(Default)]
pub(super) struct Tally {
    rows: u64,
    hash: Sha256,
}

impl Tally {
    pub fn add(&mut self, row: &[u8]) {
        self.rows += 1;
        // With its length in front, so that no two lists of rows come to the same.
        self.hash.update(u32::try_from(row.len()).unwrap_or(u32::MAX).to_be_bytes());
        self.hash.update(row);
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    pub fn total(self) -> Total {
        Total { rows: self.rows, digest: self.hash.finalize().into() }
    }
}
