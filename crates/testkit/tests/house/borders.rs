//! Who may know whom (`ARCHITECTURE.md`, "Who may know whom").

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::source::{below, quoted, read, root};

/// A room and the rooms it knows.
#[derive(Debug)]
struct Room {
    name: String,
    /// From the root.
    folder: String,
    knows: BTreeSet<String>,
    /// Only its tests do.
    tests_know: BTreeSet<String>,
}

/// What a room may know; none when nobody has decided where it stands.
fn allowed(folder: &str) -> Option<&'static [&'static str]> {
    match folder {
        "crates/model" | "crates/db" | "crates/ldap" => Some(&[]),
        "crates/filter" => Some(&["model"]),
        "crates/directory" => Some(&["db", "filter", "ldap", "model"]),
        "crates/wire" => Some(&["directory", "model"]),
        "crates/console" => Some(&["directory", "model", "wire"]),
        "crates/server" => {
            Some(&["aria", "console", "db", "directory", "kron", "model", "oipa", "pam360", "wire"])
        }
        "crates/testkit" => Some(&["aria", "db", "directory", "model", "pam360", "server", "wire"]),
        "bench" => Some(&["db", "directory", "ldap", "model", "server", "testkit", "wire"]),
        dialect if dialect.starts_with("dialects/") => Some(&["directory", "filter", "model", "wire"]),
        _ => None,
    }
}

/// What the tests of any room may know besides: the test world, and what it starts.
const TEST_WORLD: [&str; 2] = ["server", "testkit"];

/// Everything that stands against the borders.
fn crossings(rooms: &[Room]) -> Vec<String> {
    let mut found = Vec::new();
    for room in rooms {
        let Some(allowed) = allowed(&room.folder) else {
            found.push(format!("{} stands nowhere: decide what it may know", room.folder));
            continue;
        };
        let may = |known: &&String| !allowed.contains(&known.as_str());
        found.extend(room.knows.iter().filter(may).map(|known| format!("{} knows {known}", room.name)));
        let tests_may = |known: &&String| may(known) && !TEST_WORLD.contains(&known.as_str());
        let tests = room.tests_know.iter().filter(tests_may);
        found.extend(tests.map(|known| format!("the tests of {} know {known}", room.name)));
    }
    found
}

/// The rooms as cargo sees them.
fn rooms() -> Vec<Room> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().iter().map(room).collect()
}

fn room(package: &Value) -> Room {
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let folder = manifest.parent().unwrap().canonicalize().unwrap();
    let folder = folder.strip_prefix(root()).unwrap();
    let known = |for_tests: bool| {
        let ours =
            package["dependencies"].as_array().unwrap().iter().filter(|known| known["path"].is_string());
        let kind = |known: &&Value| (known["kind"] == "dev") == for_tests;
        ours.filter(kind).map(|known| known["name"].as_str().unwrap().to_owned()).collect()
    };
    Room {
        name: package["name"].as_str().unwrap().to_owned(),
        folder: folder.to_string_lossy().into_owned(),
        knows: known(false),
        tests_know: known(true),
    }
}

/// Statements, as they begin.
const STATEMENTS: [&str; 6] =
    ["SELECT ", "INSERT INTO ", "INSERT OR ", "DELETE FROM ", "CREATE TABLE ", "CREATE INDEX "];

/// The SQL in a Rust source.
fn statements(source: &str) -> Vec<String> {
    let is_sql = |text: &str| {
        STATEMENTS.iter().any(|word| text.contains(word))
            || (text.contains("UPDATE ") && text.contains(" SET "))
    };
    let found = quoted(source).into_iter().filter(|quoted| is_sql(&quoted.text));
    found.map(|quoted| format!("line {}: {}", quoted.line, quoted.text)).collect()
}

/// Whether a source file may hold SQL: the seam, the core, and tests.
fn may_hold_sql(path: &str) -> bool {
    let homes = ["crates/db/", "crates/directory/", "crates/testkit/"];
    homes.iter().any(|home| path.starts_with(home)) || path.contains("/tests/") || path.ends_with("/tests.rs")
}

#[test]
fn nobody_knows_more_than_his_room_allows() {
    let rooms = rooms();
    assert!(rooms.len() >= 8, "{rooms:?}");
    assert_eq!(crossings(&rooms), Vec::<String>::new());
}

#[test]
fn a_border_that_is_crossed_is_seen() {
    let room = |folder: &str, knows: &[&str], tests_know: &[&str]| Room {
        name: folder.rsplit('/').next().unwrap().to_owned(),
        folder: folder.to_owned(),
        knows: knows.iter().map(ToString::to_string).collect(),
        tests_know: tests_know.iter().map(ToString::to_string).collect(),
    };
    let seen = |room: Room| crossings(&[room]);
    assert_eq!(seen(room("crates/model", &["db"], &[])), ["model knows db"]);
    assert_eq!(seen(room("crates/db", &[], &["directory"])), ["the tests of db know directory"]);
    assert_eq!(seen(room("crates/directory", &["db", "model", "wire"], &[])), ["directory knows wire"]);
    assert_eq!(seen(room("dialects/aria", &["wire", "pam360"], &["testkit"])), ["aria knows pam360"]);
    assert_eq!(seen(room("dialects/aria", &["db"], &[])), ["aria knows db"]);
    assert_eq!(seen(room("crates/server", &["testkit"], &[])), ["server knows testkit"]);
    assert_eq!(seen(room("crates/attic", &[], &[])).len(), 1);
}

#[test]
fn sql_stands_in_the_seam_and_in_the_core_only() {
    let sources = ["crates", "dialects"].into_iter().flat_map(|folder| below(folder, ".rs"));
    for path in sources.filter(|path| !may_hold_sql(path)) {
        assert_eq!(statements(&read(&path)), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn sql_in_a_wrong_room_is_seen() {
    assert_eq!(statements("// SELECT 1\nf(\"SELECT 1\")").len(), 1);
    assert_eq!(statements("f(\"UPDATE users\n SET login = $1\")").len(), 1);
    assert_eq!(statements("f(\"please select one\")").len(), 0);
    assert!(!may_hold_sql("dialects/aria/src/users.rs"));
}
