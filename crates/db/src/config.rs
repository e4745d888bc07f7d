//! What a store is opened with.

use crate::postgres::Environment;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where the store lies.
#[derive(Clone)]
pub enum Database {
    /// A SQLite file. Its folder must exist and must not be a network file system.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as a `postgres://` URL.
    Postgres(String),
}

impl fmt::Debug for Database {
    /// Without the URL, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(..)"),
        }
    }
}

/// How a store is opened. Start from [`Config::sqlite`] or [`Config::postgres`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// Where the store lies.
    pub database: Database,
    /// SQLite: threads that read, at least 1.
    pub readers: usize,
    /// PostgreSQL: connections, each with its thread, at least 1.
    pub connections: usize,
    /// SQLite: at most so many writes share a commit.
    pub batch_count: usize,
    /// SQLite: after so much work a batch takes no more writes and is committed.
    pub batch_time: Duration,
    /// Reads or writes waiting beyond this are answered `Unavailable` at once.
    pub queue_limit: usize,
    /// PostgreSQL: the variables that complete the URL, see the guide.
    pub environment: Environment,
    /// How long a statement waits for another process, or a connection for its server.
    pub patience: Duration,
    /// PostgreSQL: how long a commit whose answer was lost is looked for before its outcome is called unknown.
    pub doubt: Duration,
    /// SQLite: the writer resets the log when it has grown past this many bytes.
    pub log_limit: u64,
    /// SQLite: tests lower this to show that a test of durability can fail. Never set it elsewhere.
    #[doc(hidden)]
    pub synchronous: &'static str,
}

impl Config {
    /// A SQLite file with as many readers as cores, two at least.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self::new(Database::Sqlite(path.into()))
    }

    /// A PostgreSQL server with 8 connections.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::new(Database::Postgres(url.into()))
    }

    fn new(database: Database) -> Self {
        Self {
            database,
            readers: std::thread::available_parallelism().map_or(2, usize::from).max(2),
            connections: 8,
            batch_count: 256,
            batch_time: Duration::from_millis(5),
            queue_limit: 50_000,
            environment: Environment::new(),
            patience: Duration::from_secs(5),
            doubt: Duration::from_secs(20),
            log_limit: 64 << 20,
            synchronous: "FULL",
        }
    }
}
