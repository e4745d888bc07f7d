//! Where a copy is read from and written to.

use super::partial::{Partial, beside};
use super::read::Sink;
use super::schema::Schema;
use super::watch::Watch;
use super::{Failure, Plan, Report, Result, catalog, load};
use crate::sqlite::{self, failure};
use crate::{Config, Conn, Database, Error, postgres};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::Path;

/// Runs `work` in a transaction that sees one moment of the store and cannot write.
pub(super) fn out_of<T>(from: &Config, work: impl FnOnce(&mut dyn Conn) -> Result<T>) -> Result<T> {
    match &from.database {
        Database::Sqlite(path) => {
            let conn = open_alone(path)?;
            let mut session = sqlite::Session::new(&conn);
            found(&mut session, &path.display().to_string())?;
            work(&mut session)
        }
        Database::Postgres(url) => {
            let mut session = postgres::Session::open(url, from).map_err(Failure::Source)?;
            session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            found(&mut session, "the database")?;
            work(&mut session)
        }
    }
}

fn found(conn: &mut dyn Conn, place: &str) -> Result<()> {
    if catalog::has_store(conn)? { Ok(()) } else { Err(Failure::NoStore(place.to_owned())) }
}

/// Opens a store that nobody else has open, and keeps others away: with the log in use, the engine gives this lock to the only
/// process there is. A transaction is open in it.
fn open_alone(path: &Path) -> Result<Connection> {
    if !path.exists() {
        return Err(Failure::NoStore(path.display().to_string()));
    }
    let opened = |conn: &Connection| -> rusqlite::Result<()> {
        conn.busy_timeout(std::time::Duration::ZERO)?;
        conn.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        conn.pragma_update(None, "cache_size", -8_192)?;
        conn.execute_batch("BEGIN IMMEDIATE")
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|error| source(path, &error))?;
    opened(&conn).map_err(|error| source(path, &error))?;
    Ok(conn)
}

fn source(path: &Path, error: &rusqlite::Error) -> Failure {
    if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) {
        return Failure::NoStore(path.display().to_string());
    }
    let error = failure(error);
    if error.kind() == crate::Kind::Busy {
        return Failure::InUse(path.to_owned());
    }
    Failure::Source(Error::new(error.kind(), format!("{} cannot be opened: {error}", path.display())))
}

/// Makes the store `to`, whole or not at all.
pub(super) fn into_place(
    to: &Config,
    plan: &Plan,
    schema: &Schema,
    watch: &mut dyn Watch,
    pour: impl FnOnce(&mut dyn Sink, &mut dyn Watch) -> Result<()>,
) -> Result<Report> {
    match &to.database {
        Database::Sqlite(path) => {
            let partial = Partial::begin(path)?;
            refuse_leavings(path)?;
            let report = into_file(partial.path(), plan, schema, watch, pour)?;
            partial.keep()?;
            Ok(report)
        }
        Database::Postgres(url) => {
            let mut session = postgres::Session::open(url, to).map_err(Failure::Target)?;
            session.begin("BEGIN");
            if let Some(table) = catalog::any(&mut session)? {
                return Err(Failure::NotEmpty(table));
            }
            let report = load::fill(&mut session, plan, schema, watch, pour)?;
            session.commit().map_err(Failure::Target)?;
            Ok(report)
        }
    }
}

/// A log that was left of another store would be taken for this one's, and spoil it.
fn refuse_leavings(path: &Path) -> Result<()> {
    let leaving =
        ["-wal", "-shm", "-journal"].into_iter().map(|end| beside(path, end)).find(|path| path.exists());
    leaving.map_or(Ok(()), |leaving| Err(Failure::Exists(leaving)))
}

/// The file is nobody's until it is whole, so that nothing has to be undone in it: it has no journal, and waits for the disk
/// once, at its end.
fn into_file(
    path: &Path,
    plan: &Plan,
    schema: &Schema,
    watch: &mut dyn Watch,
    pour: impl FnOnce(&mut dyn Sink, &mut dyn Watch) -> Result<()>,
) -> Result<Report> {
    let target = |error: rusqlite::Error| Failure::Target(failure(&error));
    let conn = fresh(path).map_err(target)?;
    let report = load::fill(&mut sqlite::Session::new(&conn), plan, schema, watch, pour)?;
    conn.execute_batch("COMMIT").map_err(target)?;
    conn.close().map_err(|(_, error)| target(error))?;
    Ok(report)
}

fn fresh(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.pragma_update(None, "journal_mode", "OFF")?;
    conn.pragma_update(None, "synchronous", "OFF")?;
    conn.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cache_size", -65_536)?;
    conn.execute_batch("BEGIN IMMEDIATE")?;
    Ok(conn)
}
