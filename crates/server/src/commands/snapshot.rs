//! A copy of its file that a running server has made.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::stop::Stop;
use crate::operator::{Order, Reply, ask_server};
use crate::settings::Settings;

/// The copy; it is removed with this value.
pub(super) struct Snapshot(PathBuf);

impl Snapshot {
    /// Has the server of the data folder make it, beside `file`: there is room for as much, and not the server's.
    pub fn by_the_server(settings: &Settings, file: &Path, stop: &mut Stop) -> Result<Self> {
        let mut path = std::path::absolute(file)?.into_os_string();
        path.push(format!(".{}.snapshot", std::process::id()));
        let snapshot = Self(path.into());
        let order = Order::Snapshot { to: snapshot.0.clone() };
        match stop.unless(ask_server(settings, &order))? {
            Reply::Made(_) => Ok(snapshot),
            Reply::Refused(why) => bail!("the server could not copy its file: {why}"),
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            // Most of them were never made.
            drop(std::fs::remove_file(path));
        }
    }
}
