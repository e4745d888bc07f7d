//! Every test of a use case runs on both engines: its world is given by `on_both_engines!`.

use super::source::{below, read};

/// What opens a world on an engine that the test has chosen.
const CHOSEN: [&str; 4] = ["World::new()", "World::on(", "World::with(Engine::", "World::over_a_cable("];

/// Files that choose, and why.
const EXCEPTIONS: [(&str, &str); 4] = [
    ("crates/directory/tests/rules/lost_commit.rs", "a connection that is cut: SQLite has none"),
    ("dialects/kron/src/mapping/tests/desk.rs", "mapping there and back; the record between only carries it"),
    ("dialects/kron/tests/behaviour/settings.rs", "wording and doors, which the store does not see"),
    ("dialects/pam360/tests/it/calls.rs", "wording and doors, which the store does not see"),
];

fn chooses(path: &str) -> bool {
    let source = read(path);
    CHOSEN.iter().any(|word| source.contains(word))
}

#[test]
fn tests_of_use_cases_run_on_both_engines() {
    let mut paths = below("crates/directory/tests", ".rs");
    paths.extend(below("dialects", ".rs").into_iter().filter(|path| path.contains("/tests/")));
    assert!(paths.len() > 40, "{paths:?}");
    let is_excepted = |path: &str| EXCEPTIONS.iter().any(|(known, _)| *known == path);
    let choosing: Vec<_> = paths.iter().filter(|path| chooses(path) && !is_excepted(path)).collect();
    assert_eq!(choosing, Vec::<&String>::new(), "use on_both_engines!, or say why not");
}

#[test]
fn each_exception_is_still_one() {
    for (path, reason) in EXCEPTIONS {
        assert!(chooses(path), "{path} chooses no engine any more: {reason}");
    }
}
