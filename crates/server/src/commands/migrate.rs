//! `provisor migrate --from URL --to URL`.

use anyhow::{Context, Result};
use db::copy;
use directory::copies;

use super::folders::MadeFolders;
use super::progress::Progress;
use super::say;
use super::stop::Stop;
use crate::open::store_config;
use crate::settings::Database;

/// Copies a whole store to an empty place. The old one keeps what it has.
pub fn migrate(from: &Database, to: &Database) -> Result<()> {
    let stop = Stop::listen()?;
    let shown = || format!("{from} could not be migrated to {to}");
    let mut folders = MadeFolders::default();
    if let Database::Sqlite(path) = to {
        folders = MadeFolders::above(path).with_context(shown)?;
    }
    let (source, target) = (store_config(from), store_config(to));
    let report = copy::migrate(&source, &target, &copies::MOVED, &mut Progress::new(&stop));
    let report = report.with_context(shown)?;
    folders.keep();
    say(&format!(
        "{to} holds {} tables with {} rows, each table compared with {from}, which keeps what it has. Key files are not part of \
         a store: give the servers of the new one the same pepper file.",
        report.tables.len(),
        report.rows()
    ));
    Ok(())
}
