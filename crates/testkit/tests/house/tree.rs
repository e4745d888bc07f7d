//! What stands in the repository is meant to: nothing that a run left behind.

use std::collections::BTreeSet;
use std::process::Command;

use super::source::root;

/// What may stand at the top; whoever adds something decides it here.
const TOP: [&str; 20] = [
    ".cargo",
    ".ci",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "bench",
    "clippy.toml",
    "crates",
    "dialects",
    "docs",
    "examples",
    "migrations",
    "rustfmt.toml",
    "scenarios",
    "test",
];

/// Ends of names that only a run makes.
const LEFT_BEHIND: [&str; 7] = [".db", ".db-wal", ".db-shm", ".lock-opening", ".log", ".pid", ".orig"];

#[test]
fn the_repository_holds_nothing_that_a_run_left_behind() {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    if !listed.status.success() {
        // Sources without their history, as in an archive: nothing says what belongs to them.
        return;
    }
    let files = String::from_utf8(listed.stdout).unwrap();
    let files: Vec<&str> = files.split('\0').filter(|file| !file.is_empty()).collect();
    assert!(files.len() > 100, "git lists {} files only", files.len());
    let tops: BTreeSet<&str> = files.iter().filter_map(|file| file.split('/').next()).collect();
    let strange: Vec<_> = tops.iter().filter(|top| !TOP.contains(top)).collect();
    assert!(strange.is_empty(), "nobody decided that these stand at the top: {strange:?}");
    let left: Vec<_> =
        files.iter().filter(|file| LEFT_BEHIND.iter().any(|end| file.ends_with(end))).collect();
    assert!(left.is_empty(), "a run left these behind: {left:?}");
}
