//! `provisor backup FILE`.

use std::path::Path;

use anyhow::{Context, Result, bail};
use db::copy::{self, Report};
use directory::copies;

use super::progress::Progress;
use super::snapshot::Snapshot;
use super::stop::Stop;
use super::{keys_are_apart, say};
use crate::data_dir::DataDir;
use crate::open::store_config;
use crate::settings::{Database, Settings};

/// Writes the store into the new file `file`.
///
/// While a server runs on an SQLite store, it copies its own file first, beside `file`, since nobody else can do that without
/// holding it up; the copy is read and removed.
pub fn backup(settings: &Settings, file: &Path) -> Result<()> {
    let shown = format!("the store {} could not be backed up", settings.database);
    let report = match &settings.database {
        Database::Sqlite(path) => of_file(settings, path, file),
        Database::Postgres(_) => write(&store_config(&settings.database), file, &mut Stop::listen()?),
    };
    let report = report.context(shown)?;
    say(&format!(
        "{} holds {} tables with {} rows. {}",
        file.display(),
        report.tables.len(),
        report.rows(),
        keys_are_apart(settings)
    ));
    Ok(())
}

fn of_file(settings: &Settings, path: &Path, file: &Path) -> Result<Report> {
    if !path.exists() {
        bail!("there is no store yet");
    }
    let mut stop = Stop::listen()?;
    // Without a folder there is no server; that nobody else has the file open is seen when it is opened.
    let lock = if settings.data_dir.exists() { DataDir::lock(&settings.data_dir)? } else { None };
    if lock.is_some() || !settings.data_dir.exists() {
        return write(&store_config(&settings.database), file, &mut stop);
    }
    if file.exists() {
        bail!("{} is there already and is not overwritten: move it away first", file.display());
    }
    let snapshot = Snapshot::by_the_server(settings, file, &mut stop)?;
    write(&db::Config::sqlite(snapshot.path()), file, &mut stop)
}

fn write(from: &db::Config, file: &Path, stop: &mut Stop) -> Result<Report> {
    Ok(copy::backup(from, file, &copies::MOVED, &mut Progress::new(stop))?)
}
