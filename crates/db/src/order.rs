//! The order of commits, for records that others follow: tables with a key `(request_id, place)`, whose `seq` says where in
//! the order a row stands. The one place where the engines differ about it (`docs/adr/0010-order-of-changes.md`).
//!
//! Who follows a record remembers the last `seq` it saw, so a row must never get a smaller one than a row that could be
//! seen before it.

use crate::{Conn, Engine, Result};

/// What an `INSERT` into `table` writes as `seq`.
///
/// On SQLite the next one: writes come one after the other, so the order of writing is the order of commits. On PostgreSQL
/// nothing: who writes first may commit last, and a counter that every write touched would let none pass another. There
/// [`stamp`] comes afterwards.
pub fn next(engine: Engine, table: &str) -> String {
    match engine {
        Engine::Sqlite => format!("(SELECT COALESCE(MAX(seq), 0) + 1 FROM {table} WHERE seq IS NOT NULL)"),
        Engine::Postgres => "NULL".to_owned(),
    }
}

/// The first call in a transaction that stamps.
///
/// On PostgreSQL it reads what is committed at the instant of each statement: a serializable reader of rows that everybody
/// writes would make others run again.
pub fn begin(c: &mut dyn Conn) -> Result<()> {
    match c.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => c.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", &[]).map(drop),
    }
}

/// Gives at most `most` rows of `table` that have no `seq` yet the next ones, in an order in which they may have been
/// committed; how many there were. To be called by one at a time, behind [`begin`] and a lock that lasts until the commit.
///
/// On PostgreSQL a transaction that has seen another one's writes has the larger number, and is never seen without it. So
/// rows that are seen together are put in the order of these numbers, and what is seen later comes behind.
pub fn stamp(c: &mut dyn Conn, table: &str, most: i64) -> Result<u64> {
    let age = match c.engine() {
        // Only rows that came from elsewhere have none: ids of requests are in the order of time.
        Engine::Sqlite => "0",
        Engine::Postgres => "age(xmin)",
    };
    let sql = format!(
        "UPDATE {table} SET seq = placed.seq
         FROM (SELECT request_id, place, row_number() OVER (ORDER BY old DESC, request_id, place)
                      + (SELECT COALESCE(MAX(seq), 0) FROM {table} WHERE seq IS NOT NULL) AS seq
               FROM (SELECT request_id, place, {age} AS old FROM {table} WHERE seq IS NULL
                     ORDER BY old DESC, request_id, place LIMIT $1) AS waiting) AS placed
         WHERE {table}.request_id = placed.request_id AND {table}.place = placed.place"
    );
    c.execute(&sql, &[most.into()])
}
