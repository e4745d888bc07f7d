//! Values on their way to a server and back.

use super::failure::failure;
use crate::{Error, Param, Result, Value};
use tokio_postgres::Row;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// The type that a statement is prepared with for a value.
pub(super) fn type_of(param: &Param<'_>) -> &'static Type {
    match param {
        Param::Int(_) => &Type::INT8,
        Param::Text(_) => &Type::TEXT,
        Param::Bytes(_) | Param::Id(_) => &Type::BYTEA,
    }
}

type Encoded = std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

/// A value as the driver takes it.
#[derive(Debug)]
pub(super) struct Bound<'a>(pub &'a Param<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Encoded {
        match self.0 {
            Param::Int(value) => value.to_sql(ty, out),
            Param::Text(value) => value.to_sql(ty, out),
            Param::Bytes(value) => value.to_sql(ty, out),
            Param::Id(value) => value.as_ref().map(<[u8; 16]>::as_slice).to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    to_sql_checked!();
}

/// The bytes of a value on the wire, kept until its statement has left.
pub(super) struct Kept(Option<Box<[u8]>>);

impl Kept {
    pub fn of(param: &Param<'_>) -> Self {
        Self(match param {
            Param::Int(value) => value.map(|value| value.to_be_bytes().into()),
            Param::Text(value) => value.map(|value| value.as_bytes().into()),
            Param::Bytes(value) => value.map(Into::into),
            Param::Id(value) => value.map(|value| value.as_slice().into()),
        })
    }
}

impl std::fmt::Debug for Kept {
    /// Nothing of the value: it may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_none() { "null" } else { ".." })
    }
}

impl ToSql for Kept {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Encoded {
        let Some(bytes) = &self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        <Bound<'_> as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}

/// The value of a row's column; small integers and truth values are widened, as SQLite has them.
pub(crate) fn column(row: &Row, index: usize) -> Result<Value<'_>> {
    let Some(column) = row.columns().get(index) else {
        return Err(Error::schema(format!("there is no column {index}")));
    };
    let value = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(index).map(|value| value.map(Value::Int)),
        Type::INT4 => {
            row.try_get::<_, Option<i32>>(index).map(|value| value.map(|value| Value::Int(value.into())))
        }
        Type::BOOL => {
            row.try_get::<_, Option<bool>>(index).map(|value| value.map(|value| Value::Int(value.into())))
        }
        Type::TEXT => row.try_get::<_, Option<&str>>(index).map(|value| value.map(Value::Text)),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index).map(|value| value.map(Value::Bytes)),
        _ => return Err(Error::schema(format!("column {index} has the type {}", column.type_().name()))),
    };
    value.map(|value| value.unwrap_or(Value::Null)).map_err(|error| failure(&error))
}
