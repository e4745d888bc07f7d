//! Where the programs of PostgreSQL are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// One folder for each version.
const VERSIONS: &str = "/usr/lib/postgresql";
const NEEDED: [&str; 4] = ["initdb", "postgres", "psql", "pgbench"];

/// The folder of the newest PostgreSQL's programs that brings the extension `pg_trgm`.
///
/// Refuses a machine that has none, and says what to install.
pub fn find() -> Result<PathBuf> {
    let mut versions: Vec<PathBuf> =
        fs::read_dir(VERSIONS).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    versions.sort_by_key(|path| std::cmp::Reverse(number(path)));
    let named = versions.iter().map(|version| version.join("bin"));
    named.chain(in_path()).find(|bin| is_whole(bin)).context(
        "there is no PostgreSQL with initdb, postgres, psql, pgbench and pg_trgm: `apt-get install postgresql \
         postgresql-contrib`, or put the folder of its programs into PATH",
    )
}

fn number(version: &Path) -> u32 {
    let name = version.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.parse().ok()).unwrap_or_default()
}

/// The folder of the `initdb` that a shell would run.
fn in_path() -> Option<PathBuf> {
    let found = Command::new("sh").args(["-c", "command -v initdb"]).output().ok()?;
    let path = PathBuf::from(String::from_utf8(found.stdout).ok()?.trim());
    Some(fs::canonicalize(path).ok()?.parent()?.to_owned())
}

fn is_whole(bin: &Path) -> bool {
    NEEDED.iter().all(|program| bin.join(program).exists()) && has_trigrams(bin).is_some()
}

fn has_trigrams(bin: &Path) -> Option<()> {
    let version = bin.parent()?.file_name()?;
    let told = Command::new(bin.join("pg_config")).arg("--sharedir").output().ok();
    let told = told.and_then(|output| String::from_utf8(output.stdout).ok()).map(|text| text.trim().into());
    let shares = [Some(Path::new("/usr/share/postgresql").join(version)), told];
    let mut controls = shares.into_iter().flatten().map(|share| share.join("extension/pg_trgm.control"));
    controls.any(|control| control.exists()).then_some(())
}
