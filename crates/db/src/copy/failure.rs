//! Why a copy was not made. In every case nothing of it is left behind.

use super::row::Damage;
use std::path::PathBuf;
use std::{fmt, io};

/// The answer of every function that copies.
pub type Result<T> = std::result::Result<T, Failure>;

/// Why a copy was not made.
#[derive(Debug)]
pub enum Failure {
    /// The store that is read failed.
    Source(crate::Error),
    /// The store that is written failed.
    Target(crate::Error),
    /// A file could not be read or written.
    File(PathBuf, io::Error),
    /// The file is no backup.
    NoBackup,
    /// The backup was written in a form that this program does not know yet.
    NewerForm(u32),
    /// The source has a migration that this program does not know.
    Newer {
        /// Its number.
        number: i64,
        /// Its name.
        name: String,
    },
    /// A migration of the source is not the one of this program.
    OtherSchema {
        /// Its number.
        number: i64,
        /// Its name.
        name: String,
    },
    /// The backup ends before its end.
    CutOff,
    /// The backup is not as it was written.
    Damaged(&'static str),
    /// A table cannot be copied by this program.
    Table(String),
    /// No store is there to be read.
    NoStore(String),
    /// Another process has the SQLite store open.
    InUse(PathBuf),
    /// Another process makes the same file just now.
    InTheMaking(PathBuf),
    /// Something is there already that would be overwritten.
    Exists(PathBuf),
    /// The database that is to be filled has tables.
    NotEmpty(String),
    /// The copy of a table is not what was read.
    Differs {
        /// Which table.
        table: String,
        /// Rows that were read.
        read: u64,
        /// Rows that stand in the copy.
        written: u64,
    },
    /// The watcher has stopped it.
    Stopped,
}

impl Failure {
    /// The same, when it happened while a store was written: [`super::read`] cannot know that.
    pub(super) fn of_target(self) -> Self {
        match self {
            Self::Source(error) => Self::Target(error),
            other => other,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => write!(f, "the store could not be read: {error}"),
            Self::Target(error) => write!(f, "the new store could not be written: {error}"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::NoBackup => write!(f, "it is not a backup of this program"),
            Self::NewerForm(form) => {
                write!(f, "the backup has form {form}, which this version does not know: use a newer version")
            }
            Self::Newer { number, name } => write!(
                f,
                "it was written by a newer version of this program (migration {number}, {name}): use that version"
            ),
            Self::OtherSchema { number, name } => write!(
                f,
                "its migration {number}, {name}, is not the one of this program: use the version that wrote it"
            ),
            Self::CutOff => write!(f, "the backup is cut off before its end: take another copy of it"),
            Self::Damaged(what) => {
                write!(f, "the backup is damaged ({what}): take another copy of it")
            }
            Self::Table(why) => f.write_str(why),
            Self::NoStore(place) => {
                write!(f, "there is no store of this program in {place}: name the place where one is")
            }
            Self::InUse(path) => write!(
                f,
                "another process has {} open: stop the server first; a backup of a server that runs is made with its own \
                 data folder",
                path.display()
            ),
            Self::InTheMaking(path) => {
                write!(f, "another process is writing {}: wait for it", path.display())
            }
            Self::Exists(path) => {
                write!(f, "{} is there already and is not overwritten: move it away first", path.display())
            }
            Self::NotEmpty(table) => {
                write!(f, "the database is not empty (it has the table {table}): give an empty one")
            }
            Self::Differs { table, read, written } => write!(
                f,
                "the copy of the table {table} is not what was read ({read} rows read, {written} written, or their digests \
                 differ): nothing was kept; try again, and look at the disk"
            ),
            Self::Stopped => write!(f, "stopped; nothing was kept"),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Source(error) | Self::Target(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}

impl From<Damage> for Failure {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage.0)
    }
}
