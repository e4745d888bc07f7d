//! Where a server keeps its record: a file of its own, or a database of its own.

use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::cluster::{Cluster, Database};
use crate::raw::STORE;

/// What a store lies in.
#[derive(Clone)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server on this machine.
    Postgres(Arc<Cluster>),
}

impl Engine {
    /// As it is shown.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// Which one it is.
    pub fn version(&self) -> Result<String> {
        match self {
            Self::Sqlite => Ok(format!("SQLite {}", rusqlite::version())),
            Self::Postgres(cluster) => cluster.version(),
        }
    }

    /// An empty store.
    pub fn store(&self) -> Result<Store> {
        let database = match self {
            Self::Sqlite => None,
            Self::Postgres(cluster) => Some(cluster.database()?),
        };
        Ok(Store { database, folder: TempDir::new()? })
    }
}

/// A store, removed with this value.
pub struct Store {
    database: Option<Database>,
    folder: TempDir,
}

impl Store {
    /// The server's data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file of an SQLite store.
    pub fn file(&self) -> PathBuf {
        self.folder().join(STORE)
    }

    /// The database, if it is one.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// Where it lies, as `provisor migrate` is told.
    pub fn address(&self) -> OsString {
        self.database.as_ref().map_or_else(|| self.file().into(), |database| database.url().into())
    }

    /// How a command line says this store.
    pub fn arguments(&self) -> Vec<OsString> {
        let folder = ["--data-dir".into(), self.folder().into()].into_iter();
        let database = self.database.as_ref().map(|database| ["--database".into(), database.url().into()]);
        folder.chain(database.into_iter().flatten()).collect()
    }

    /// The same once more; its server must have ended.
    pub fn copy(&self) -> Result<Self> {
        let database = self.database.as_ref().map(Database::copy).transpose()?;
        let copy = Self { database, folder: TempDir::new()? };
        if self.database.is_none() {
            fs::copy(self.file(), copy.file())?;
        }
        Ok(copy)
    }

    /// The rows of a query, each value as text; bytes as `\x` and hexadecimal digits.
    pub fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        let Some(database) = &self.database else { return rows_of_file(&self.file(), sql) };
        let text = database.run(sql)?;
        Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
    }

    /// The number that a query comes to.
    pub fn number(&self, sql: &str) -> Result<usize> {
        let rows = self.rows(sql)?;
        Ok(rows.first().and_then(|row| row.first()).context("no number")?.parse()?)
    }
}

fn rows_of_file(path: &Path, sql: &str) -> Result<Vec<Vec<String>>> {
    let store = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = store.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement
        .query_map([], |row| (0..columns).map(|place| Ok(text(row.get_ref(place)?))).collect())?
        .collect::<rusqlite::Result<_>>();
    Ok(rows?)
}

/// As `psql` prints it.
fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(value) => value.to_string(),
        ValueRef::Real(value) => value.to_string(),
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Blob(bytes) => bytes.iter().fold("\\x".to_owned(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        }),
    }
}
