//! Every path that a document names is there, and every page is in the table of contents.

use std::path::Path;

use super::source::{below, read, root};

/// The folders that a path of ours begins with.
const OURS: [&str; 6] = ["crates/", "dialects/", "migrations/", "docs/", "scenarios/", "bench/"];

/// What stands for a name that the reader chooses.
const PLACEHOLDERS: [&str; 2] = ["NAME", "NNNN"];

fn documents() -> Vec<String> {
    let top = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    top.into_iter().map(ToOwned::to_owned).chain(below("docs", ".md")).collect()
}

/// The texts between backticks of a document, without its fenced blocks.
fn in_backticks(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let prose = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fence && !fenced
    });
    prose.flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The paths of ours that a document names.
fn paths(text: &str) -> Vec<&str> {
    let ours = |text: &&str| OURS.iter().any(|folder| text.starts_with(folder)) && !text.contains(' ');
    let chosen = |text: &&str| PLACEHOLDERS.iter().any(|name| text.contains(name));
    in_backticks(text).into_iter().filter(ours).filter(|text| !chosen(text)).collect()
}

/// The files that a document links to.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    files.map(|target| target.split_once('#').map_or(target, |(file, _)| file)).collect()
}

#[test]
fn every_path_in_a_document_exists() {
    let root = root();
    let mut missing = Vec::new();
    for document in documents() {
        let text = read(&document);
        let folder = root.join(&document).parent().unwrap().to_owned();
        let named = paths(&text).into_iter().filter(|path| !root.join(path).exists());
        missing.extend(named.map(|path| format!("{document}: `{path}`")));
        let linked = links(&text).into_iter().filter(|path| !folder.join(path).exists());
        missing.extend(linked.map(|path| format!("{document}: ({path})")));
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let summary = read("docs/SUMMARY.md");
    let listed = links(&summary);
    let pages = below("docs", ".md").into_iter().filter(|page| page != "docs/SUMMARY.md");
    for page in pages {
        let page = Path::new(&page).strip_prefix("docs").unwrap().to_str().unwrap();
        assert!(listed.contains(&page), "docs/{page} is not in docs/SUMMARY.md");
    }
}

#[test]
fn a_path_that_is_gone_is_seen() {
    let text = "see `crates/attic/src/lib.rs`, `cargo test`, `dialects/NAME/src` and [there](docs/gone.md#part)\n\
                ```\nin `bench/x` a block\n```\n`migrations/9.sql`";
    assert_eq!(paths(text), ["crates/attic/src/lib.rs", "migrations/9.sql"]);
    assert_eq!(links(text), ["docs/gone.md"]);
    assert!(!root().join("crates/attic/src/lib.rs").exists());
}
