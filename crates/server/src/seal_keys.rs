//! The keys that seal what the store must not tell: bind passwords of auth sources, secrets of second factors.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use directory::Entropy;
use directory::seals::Seals;

use crate::outside::SystemEntropy;
use crate::settings::{Database, Settings};

/// The key file of a store in a data folder, where no other is named.
const KEY_FILE: &str = "sources.key";

/// Reads the key file. A store in a data folder gets one of its own, closed to others, when it has none; a store that
/// several nodes share gets none, since each would make another.
pub fn load(settings: &Settings) -> Result<Seals> {
    if let Some(path) = &settings.sources.key_file {
        return read(path).with_context(|| format!("sources.key_file {}", path.display()));
    }
    let Database::Sqlite(store) = &settings.database else { return Ok(Seals::none()) };
    let Some(folder) = store.parent().filter(|folder| folder.exists()) else { return Ok(Seals::none()) };
    of_folder(folder, &SystemEntropy)
}

fn of_folder(folder: &Path, entropy: &dyn Entropy) -> Result<Seals> {
    let path = folder.join(KEY_FILE);
    let made = if path.exists() { Ok(()) } else { make(&path, entropy) };
    made.and_then(|()| read(&path)).with_context(|| format!("the key file {}", path.display()))
}

fn read(path: &Path) -> Result<Seals> {
    let file = fs::read_to_string(path).context("cannot be read")?;
    Ok(Seals::parse(&file)?)
}

/// Makes a key file with a new key: whole or not at all.
fn make(path: &Path, entropy: &dyn Entropy) -> Result<()> {
    let mut key = [0; 32];
    entropy.fill(&mut key);
    let unfinished = path.with_extension("new");
    let write = || {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(b"# Seals the bind passwords of auth sources and the secrets of second factors. Keep a copy, apart from the store.\n")?;
        file.write_all(Seals::line("1", &key).as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().context("cannot be made")
}

#[cfg(test)]
mod tests;
