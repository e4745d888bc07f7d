//! The rows that one request wrote, read from the server's own store, to be written again by a plain loop.

use anyhow::{Context, Result, bail};
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection};

use crate::request::LOGIN;

/// A table, and the condition under which a row in it is the user's.
pub type Table = (&'static str, &'static str);

/// Tables that say what a user is.
pub const RECORD: [Table; 10] = [
    ("users", "user_key = ?1"),
    ("user_emails", "user_key = ?1"),
    ("user_phones", "user_key = ?1"),
    ("user_attributes", "user_key = ?1"),
    ("user_external_ids", "user_key = ?1"),
    ("user_residue", "user_key = ?1"),
    ("user_pins", "user_key = ?1"),
    ("memberships", "user_key = ?1"),
    ("tokens", "user_key = ?1"),
    ("grants", "holder_kind = 1 AND holder_key = ?1"),
];

/// Tables that say what was done to it.
pub const LOG: [Table; 2] = [
    ("audit_events", "target_id = (SELECT user_id FROM users WHERE user_key = ?1)"),
    ("changes", "object_id = (SELECT user_id FROM users WHERE user_key = ?1)"),
];

/// The rows of one user.
pub struct Template {
    rows: Vec<Row>,
}

struct Row {
    sql: String,
    cells: Vec<Cell>,
}

/// A value that is written again: as it was, or the new user's own.
enum Cell {
    Fixed(Value),
    Key,
    UserId,
    RequestId,
    TokenId,
    Digest,
    /// The parts between which the login stands.
    Login(Vec<String>),
}

/// What differs from user to user.
pub struct Fresh<'a> {
    /// `users.user_key` and `users.number`.
    pub key: i64,
    /// The login.
    pub login: &'a str,
    /// Id of the user, of the request, of its token.
    pub ids: [[u8; 16]; 3],
    /// Digest of its token.
    pub digest: [u8; 32],
}

impl Template {
    /// Reads the rows of the user whose login is [`LOGIN`].
    pub fn read(store: &Connection, tables: impl IntoIterator<Item = Table>) -> Result<Self> {
        let find = "SELECT user_key, user_id FROM users WHERE login = ?1";
        let (key, id): (i64, Vec<u8>) = store
            .query_row(find, [LOGIN], |row| Ok((row.get(0)?, row.get(1)?)))
            .context("the template user")?;
        let mut rows = Vec::new();
        for (table, condition) in tables {
            rows.extend(rows_of(store, table, condition, key, &id)?);
        }
        Ok(Self { rows })
    }

    /// How many rows a user has, the text index not counted.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// Writes all rows for another user.
    pub fn write(&self, store: &Connection, fresh: &Fresh<'_>) -> Result<()> {
        for row in &self.rows {
            let mut statement = store.prepare_cached(&row.sql)?;
            for (cell, place) in row.cells.iter().zip(1..) {
                cell.bind(&mut statement, place, fresh)?;
            }
            if statement.raw_execute()? != 1 {
                bail!("a row was not written: {}", row.sql);
            }
        }
        Ok(())
    }
}

/// What a user is found by in the text index.
pub struct SearchText(Vec<String>);

impl SearchText {
    /// As `text`, in which [`LOGIN`] stands for the login.
    pub fn like(text: &str) -> Self {
        Self(text.split(LOGIN).map(str::to_owned).collect())
    }

    /// Writes that of another user.
    pub fn write(&self, store: &Connection, key: i64, login: &str) -> Result<()> {
        let text = self.0.join(&login.to_lowercase());
        let mut statement =
            store.prepare_cached("INSERT OR REPLACE INTO user_search (rowid, body) VALUES (?1, ?2)")?;
        statement.execute((key, text))?;
        Ok(())
    }
}

fn rows_of(store: &Connection, table: &str, condition: &str, key: i64, id: &[u8]) -> Result<Vec<Row>> {
    let mut statement = store.prepare(&format!("SELECT * FROM {table} WHERE {condition}"))?;
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let places: Vec<String> =
        columns.iter().zip(1..).map(|(column, place)| value_of(table, column, place)).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
    let mut found = statement.query([key])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut cells = Vec::new();
        for (column, place) in columns.iter().zip(0..) {
            cells.push(Cell::of(table, column, row.get(place)?, id));
        }
        rows.push(Row { sql: sql.clone(), cells });
    }
    Ok(rows)
}

/// What is written to a column: the value of this place; the next place in the order of commits is counted by the store.
fn value_of(table: &str, column: &str, place: usize) -> String {
    if column == "seq" {
        format!("(SELECT MAX(seq) + 1 FROM {table} WHERE seq IS NOT NULL AND ?{place} IS NOT NULL)")
    } else {
        format!("?{place}")
    }
}

impl Cell {
    fn of(table: &str, column: &str, value: Value, user_id: &[u8]) -> Self {
        match (table, column, value) {
            (_, "user_key" | "holder_key", _) | ("users", "number", _) => Self::Key,
            (_, "request_id", _) => Self::RequestId,
            ("tokens", "token_id", _) => Self::TokenId,
            ("tokens", "digest", _) => Self::Digest,
            (_, _, Value::Blob(bytes)) if bytes == user_id => Self::UserId,
            (_, _, Value::Text(text)) => Self::of_text(text),
            (_, _, value) => Self::Fixed(value),
        }
    }

    fn of_text(text: String) -> Self {
        let folded = LOGIN.to_lowercase();
        let login = if text.contains(LOGIN) { LOGIN } else { &folded };
        let parts: Vec<_> = text.split(login).map(str::to_owned).collect();
        if parts.len() == 1 { Self::Fixed(Value::Text(text)) } else { Self::Login(parts) }
    }

    fn bind(
        &self,
        statement: &mut CachedStatement<'_>,
        place: usize,
        fresh: &Fresh<'_>,
    ) -> rusqlite::Result<()> {
        let [user, request, token] = &fresh.ids;
        match self {
            Self::Fixed(value) => statement.raw_bind_parameter(place, value),
            Self::Key => statement.raw_bind_parameter(place, fresh.key),
            Self::UserId => statement.raw_bind_parameter(place, user.as_slice()),
            Self::RequestId => statement.raw_bind_parameter(place, request.as_slice()),
            Self::TokenId => statement.raw_bind_parameter(place, token.as_slice()),
            Self::Digest => statement.raw_bind_parameter(place, fresh.digest.as_slice()),
            Self::Login(parts) => statement.raw_bind_parameter(place, parts.join(fresh.login)),
        }
    }
}
