//! A store as a stream: every table, its rows in the order of the primary key, its total.

use super::catalog::{Table, quote};
use super::row::{self, Kind, LONGEST, Tally};
use super::watch::{Moved, Step, Watch};
use super::{Failure, Report, Result, Total};
use crate::{Conn, Error, Param, Row};

/// So many rows are read by one statement. Pages keep memory bounded with every driver, and a stop is seen between them.
const PAGE: u32 = 2_000;

/// Where a stream goes.
pub(super) trait Sink {
    /// Rows of this table follow.
    fn table(&mut self, table: &Table) -> Result<()>;
    /// One row, in the form of [`row::put`].
    fn row(&mut self, row: &[u8]) -> Result<()>;
    /// The table is done, and adds up to this.
    fn end(&mut self, table: &Table, total: &Total) -> Result<()>;
}

/// Shows a watcher how far the reading has come.
struct Walk<'w> {
    step: Step,
    before: u64,
    all: Option<u64>,
    watch: &'w mut dyn Watch,
}

/// Reads all `tables` into `sink`. The transaction of `conn` decides which moment of the store is seen.
pub(super) fn store(
    conn: &mut dyn Conn,
    tables: &[Table],
    step: Step,
    sink: &mut dyn Sink,
    watch: &mut dyn Watch,
) -> Result<Report> {
    let all = if watch.counts() { Some(count(conn, tables)?) } else { None };
    let mut walk = Walk { step, before: 0, all, watch };
    let mut report = Report { tables: Vec::new() };
    for table in tables {
        sink.table(table)?;
        let total = Reader::new(conn, table, sink).read(&mut walk)?;
        sink.end(table, &total)?;
        walk.before += total.rows;
        report.tables.push((table.name.clone(), total));
    }
    Ok(report)
}

fn count(conn: &mut dyn Conn, tables: &[Table]) -> Result<u64> {
    let mut all = 0;
    for table in tables {
        let sql = format!("SELECT count(*) FROM {}", quote(&table.name));
        let rows: i64 = conn.one(&sql, &[], |row| row.get(0)).map_err(Failure::Source)?;
        all += u64::try_from(rows).unwrap_or(0);
    }
    Ok(all)
}

/// Reads one table page by page.
struct Reader<'r> {
    conn: &'r mut dyn Conn,
    sink: &'r mut dyn Sink,
    table: &'r Table,
    first: String,
    next: String,
    /// Places of the key's columns in a row, with their kinds.
    key: Vec<(usize, Kind)>,
    tally: Tally,
    /// The key of the last row of a full page.
    after: Vec<u8>,
}

impl<'r> Reader<'r> {
    fn new(conn: &'r mut dyn Conn, table: &'r Table, sink: &'r mut dyn Sink) -> Self {
        let (names, from, key) = (table.names(), quote(&table.name), table.key_names());
        let places: Vec<_> = (1..=table.key.len()).map(|number| format!("${number}")).collect();
        let behind = format!("({key}) > ({})", places.join(", "));
        let column = |name: &String| {
            let place = table.columns.iter().position(|column| column.name == *name)?;
            table.columns.get(place).map(|column| (place, column.kind))
        };
        Self {
            first: format!("SELECT {names} FROM {from} ORDER BY {key} LIMIT {PAGE}"),
            next: format!("SELECT {names} FROM {from} WHERE {behind} ORDER BY {key} LIMIT {PAGE}"),
            key: table.key.iter().filter_map(column).collect(),
            conn,
            sink,
            table,
            tally: Tally::default(),
            after: Vec::new(),
        }
    }

    fn read(mut self, walk: &mut Walk<'_>) -> Result<Total> {
        loop {
            if walk.watch.stopped() {
                return Err(Failure::Stopped);
            }
            let more = self.page()?;
            let done = walk.before + self.tally.rows();
            walk.watch.moved(Moved { step: walk.step, table: &self.table.name, done, all: walk.all });
            if !more {
                return Ok(self.tally.total());
            }
        }
    }

    /// Reads one page; false when it was the last.
    fn page(&mut self) -> Result<bool> {
        let last = std::mem::take(&mut self.after);
        let kinds: Vec<Kind> = self.key.iter().map(|(_, kind)| *kind).collect();
        let values = if last.is_empty() { Vec::new() } else { row::values(&last, &kinds)? };
        let params: Vec<Param<'_>> =
            values.into_iter().zip(kinds).map(|(value, kind)| row::param(value, kind)).collect();
        let sql = if params.is_empty() { &self.first } else { &self.next };
        let Self { conn, sink, table, key, tally, after, .. } = self;
        let (mut failed, mut encoded, mut rows) = (None, Vec::new(), 0);
        let walked = conn.for_each(sql, &params, &mut |row| {
            rows += 1;
            encode(row, table.columns.len(), &mut encoded)?;
            tally.add(&encoded);
            if rows == PAGE {
                for (place, _) in key.iter() {
                    row::put(after, row.value(*place)?);
                }
            }
            sink.row(&encoded).map_err(|failure| {
                failed = Some(failure);
                Error::closed()
            })
        });
        match failed {
            Some(failure) => Err(failure),
            None => walked.map(|()| rows == PAGE).map_err(Failure::Source),
        }
    }
}

fn encode(row: &Row<'_>, columns: usize, out: &mut Vec<u8>) -> crate::Result<()> {
    out.clear();
    for place in 0..columns {
        row::put(out, row.value(place)?);
    }
    if u32::try_from(out.len()).is_ok_and(|length| length <= LONGEST) {
        Ok(())
    } else {
        Err(Error::schema("a row is longer than a backup can hold"))
    }
}
