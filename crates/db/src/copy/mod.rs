//! Whole stores as a stream of tables and rows: from a store to a file, from a file to a store, between engines.
//!
//! Nothing here knows what a table means. Tables and columns are read from the schema of the store, rows are read in the
//! order of the primary key, which is the same on both engines, and every value is an integer, text, bytes or null. So one
//! table has one digest on either engine, and what was written is read again and compared before it counts.
//!
//! All functions block. They are not for a thread of an asynchronous runtime.

mod bulk;
mod catalog;
mod failure;
mod file;
mod load;
mod partial;
mod place;
mod read;
mod row;
mod schema;
mod watch;

use crate::{Config, Conn, Migration};
use std::path::Path;

pub use failure::{Failure, Result};
pub use watch::{Moved, Step, Watch};

use file::{FileReader, FileWriter};
use partial::Partial;
use place::{into_place, out_of};
use schema::Schema;

/// What the program that copies knows about its stores.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Every migration there is. A source may be older; it is copied as it is, and the copy brought up to date.
    pub migrations: &'static [Migration],
    /// Called on the new store when all rows are in it and compared, in the same transaction: makes the text indexes, which
    /// are not copied, and whatever else a copy needs.
    pub finish: fn(&mut dyn Conn) -> crate::Result<()>,
}

/// What was copied: the tables with their rows, in the order in which they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Name and total of each table.
    pub tables: Vec<(String, Total)>,
}

/// How many rows a table has, and the digest of them all in the order of its primary key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Rows.
    pub rows: u64,
    /// SHA-256 over the rows.
    pub digest: [u8; 32],
}

impl Report {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, total)| total.rows).sum()
    }
}

/// Writes a store into the new file `to`, which only this user can open. The file has its name only when it is whole.
///
/// PostgreSQL: one moment of the store, while servers go on. SQLite: refuses a file that any other process has open, see
/// [`Store::snapshot`](crate::Store::snapshot). Refuses a file that is there, and a store of a newer program.
pub fn backup(from: &Config, to: &Path, plan: &Plan, watch: &mut dyn Watch) -> Result<Report> {
    let partial = Partial::begin(to)?;
    let report = out_of(from, |conn| {
        let schema = Schema::of(conn, plan.migrations)?;
        let mut writer = FileWriter::begin(partial.file()?, &schema)?;
        let tables = catalog::tables(conn, plan.migrations)?;
        let report = read::store(conn, &tables, Step::Copy, &mut writer, watch)?;
        writer.finish()?;
        Ok(report)
    })?;
    partial.keep()?;
    Ok(report)
}

/// Makes the store `to` from a file that [`backup`] wrote.
///
/// Refuses a store that is there already, and a file that is cut off, damaged, or of a newer program; then nothing is left
/// behind. On SQLite the store has its name only when it is whole, on PostgreSQL all is one transaction.
pub fn restore(from: &Path, to: &Config, plan: &Plan, watch: &mut dyn Watch) -> Result<Report> {
    let mut reader = FileReader::open(from)?;
    let schema = reader.schema(plan.migrations)?;
    into_place(to, plan, &schema, watch, |sink, watch| reader.pour(sink, watch))
}

/// Makes the store `to` from the store `from`, which keeps what it has. Refuses what [`backup`] and [`restore`] refuse.
pub fn migrate(from: &Config, to: &Config, plan: &Plan, watch: &mut dyn Watch) -> Result<Report> {
    out_of(from, |conn| {
        let schema = Schema::of(conn, plan.migrations)?;
        let tables = catalog::tables(conn, plan.migrations)?;
        into_place(to, plan, &schema, watch, |sink, watch| {
            read::store(conn, &tables, Step::Copy, sink, watch).map(drop)
        })
    })
}
