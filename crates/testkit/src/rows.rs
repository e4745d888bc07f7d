//! A look at the rows under the core.

use db::{Conn, FromColumn, Value};

use crate::World;

/// The rows of a query, each column as a [`Cell`]'s text.
pub async fn rows(world: &World, query: &str, columns: usize) -> Vec<Vec<String>> {
    let query = query.to_owned();
    let read = move |c: &mut dyn Conn| {
        c.all(&query, &[], |row| {
            (0..columns).map(|index| row.get::<Cell>(index).map(|cell| cell.0)).collect()
        })
    };
    world.directory.store().read(read).await.unwrap()
}

/// Any column as text; null is a dash, bytes are in hexadecimal digits.
#[derive(Debug)]
pub struct Cell(pub String);

impl FromColumn for Cell {
    fn from_value(value: Value<'_>) -> Option<Self> {
        Some(Self(match value {
            Value::Null => "-".to_owned(),
            Value::Int(number) => number.to_string(),
            Value::Text(text) => text.to_owned(),
            Value::Bytes(bytes) => hex(bytes),
        }))
    }
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
