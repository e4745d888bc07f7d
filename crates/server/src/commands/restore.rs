//! `provisor restore FILE`.

use std::path::Path;

use anyhow::{Context, Result};
use db::copy;
use directory::copies;

use super::progress::Progress;
use super::stop::Stop;
use super::{folder_without_server, keys_are_apart, say};
use crate::open::store_config;
use crate::settings::{Database, Settings};

/// Makes the store of these settings from the backup `file`. Refuses a store that is there.
pub fn restore(settings: &Settings, file: &Path) -> Result<()> {
    let stop = Stop::listen()?;
    let shown = || format!("{} could not be restored to {}", file.display(), settings.database);
    let _lock = match &settings.database {
        // A store elsewhere needs no data folder, but none may be served from one that is there.
        Database::Sqlite(path) if path.starts_with(&settings.data_dir) || settings.data_dir.exists() => {
            Some(folder_without_server(settings).with_context(shown)?)
        }
        Database::Sqlite(_) | Database::Postgres(_) => None,
    };
    let to = store_config(&settings.database);
    let report = copy::restore(file, &to, &copies::RESTORED, &mut Progress::new(&stop));
    let report = report.with_context(shown)?;
    say(&format!(
        "{} holds {} tables with {} rows, each table compared with the backup. {}",
        settings.database,
        report.tables.len(),
        report.rows(),
        keys_are_apart(settings)
    ));
    Ok(())
}
