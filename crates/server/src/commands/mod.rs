//! Commands that do their work themselves and end: copies of the store.

mod backup;
mod folders;
mod migrate;
mod progress;
mod restore;
mod snapshot;
mod stop;

pub use backup::backup;
pub use migrate::migrate;
pub use restore::restore;

use anyhow::{Result, bail};

use crate::data_dir::DataDir;
use crate::settings::Settings;

/// Says to people what was done; standard output stays free.
#[expect(clippy::print_stderr, reason = "standard output holds nothing that a script does not want")]
fn say(text: &str) {
    eprintln!("{text}");
}

/// What is in no copy of a store.
fn keys_are_apart(settings: &Settings) -> String {
    let file = settings.password.pepper_file.as_ref();
    let named = file.map_or("a pepper file".to_owned(), |path| format!("the pepper file {}", path.display()));
    format!(
        "Key files are not in it: keep {named} too, and apart; without it no password can be checked. The same goes for \
         the key file of the auth sources and second factors (sources.key_file)."
    )
}

/// The data folder, when no server runs on it.
fn folder_without_server(settings: &Settings) -> Result<DataDir> {
    match DataDir::lock(&settings.data_dir)? {
        Some(lock) => Ok(lock),
        None => {
            bail!("a server runs on the data folder {}; stop it first", settings.data_dir.display())
        }
    }
}
