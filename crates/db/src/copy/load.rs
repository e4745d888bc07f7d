//! A stream into a fresh store, compared before it counts.

use super::bulk::{Loads, Rows};
use super::catalog::{self, Table};
use super::read::{self, Sink};
use super::schema::Schema;
use super::watch::{Moved, Step, Watch};
use super::{Failure, Plan, Report, Result, Total};
use crate::{Conn, migrate};

/// Makes the store in the transaction of `session`: the schema of the source, its rows, the comparison, then what has been
/// added to the schema since, and the plan's last step.
pub(super) fn fill(
    session: &mut dyn Loads,
    plan: &Plan,
    schema: &Schema,
    watch: &mut dyn Watch,
    pour: impl FnOnce(&mut dyn Sink, &mut dyn Watch) -> Result<()>,
) -> Result<Report> {
    migrate::within(session, &schema.0).map_err(Failure::Target)?;
    let tables = catalog::tables(session, plan.migrations).map_err(Failure::of_target)?;
    let mut loader = Loader { session, tables, rows: Rows::default(), received: Vec::new() };
    pour(&mut loader, watch)?;
    let (tables, report) = loader.whole()?;
    check(session, &tables, &report, watch)?;
    for table in &tables {
        session.renumber(table).map_err(Failure::Target)?;
    }
    watch.moved(Moved { step: Step::Index, table: "", done: 0, all: None });
    migrate::within(session, plan.migrations).map_err(Failure::Target)?;
    (plan.finish)(session).map_err(Failure::Target)?;
    Ok(report)
}

/// Reads the new store as the source was read: each table has to come to the same total.
fn check(session: &mut dyn Conn, tables: &[Table], read: &Report, watch: &mut dyn Watch) -> Result<()> {
    let found = read::store(session, tables, Step::Check, &mut Nowhere, watch).map_err(Failure::of_target)?;
    for (table, total) in &read.tables {
        let written = found.tables.iter().find(|(name, _)| name == table).map(|(_, total)| *total);
        if written != Some(*total) {
            let written = written.map_or(0, |total| total.rows);
            return Err(Failure::Differs { table: table.clone(), read: total.rows, written });
        }
    }
    Ok(())
}

/// Takes a stream only for its totals.
struct Nowhere;

impl Sink for Nowhere {
    fn table(&mut self, _: &Table) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, _: &[u8]) -> Result<()> {
        Ok(())
    }

    fn end(&mut self, _: &Table, _: &Total) -> Result<()> {
        Ok(())
    }
}

struct Loader<'s> {
    session: &'s mut dyn Loads,
    /// Those of the new store.
    tables: Vec<Table>,
    /// Of the table that is being read.
    rows: Rows,
    received: Vec<(Table, Total)>,
}

impl Loader<'_> {
    /// Refuses a stream in which a table was missing.
    fn whole(self) -> Result<(Vec<Table>, Report)> {
        let missing = |table: &&Table| !self.received.iter().any(|(received, _)| received.name == table.name);
        if let Some(table) = self.tables.iter().find(missing) {
            return Err(Failure::Table(format!("the table {} is missing in what was read", table.name)));
        }
        let tables = self.received.iter().map(|(table, total)| (table.name.clone(), *total)).collect();
        Ok((self.received.into_iter().map(|(table, _)| table).collect(), Report { tables }))
    }

    fn known(&self, table: &Table) -> Option<&Table> {
        self.tables.iter().find(|known| *known == table)
    }
}

impl Sink for Loader<'_> {
    fn table(&mut self, table: &Table) -> Result<()> {
        let again = self.received.iter().any(|(received, _)| received.name == table.name);
        if self.known(table).is_none() || again {
            return Err(Failure::Table(format!(
                "the table {} is not the one that this program's migrations make",
                table.name
            )));
        }
        self.received.push((table.clone(), Total { rows: 0, digest: [0; 32] }));
        Ok(())
    }

    fn row(&mut self, row: &[u8]) -> Result<()> {
        if self.rows.add(row) { self.write() } else { Ok(()) }
    }

    fn end(&mut self, _: &Table, total: &Total) -> Result<()> {
        self.write()?;
        if let Some((_, received)) = self.received.last_mut() {
            *received = *total;
        }
        Ok(())
    }
}

impl Loader<'_> {
    fn write(&mut self) -> Result<()> {
        if let Some((table, _)) = self.received.last() {
            self.session.load(table, &self.rows).map_err(Failure::Target)?;
        }
        self.rows.clear();
        Ok(())
    }
}
