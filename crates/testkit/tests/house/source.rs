//! The files of the repository, and the texts inside source files.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A file of the repository, whole.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below `folder` whose name ends with `end`, as its path from the root.
pub fn below(folder: &str, end: &str) -> Vec<String> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(end) {
                found.push(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

/// A text in quotes and the line it begins on.
#[derive(Debug, PartialEq)]
pub struct Quoted {
    pub line: usize,
    pub text: String,
}

/// The texts in quotes of a Rust source, without those in comments. Escapes stay as they are written.
pub fn quoted(source: &str) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut rest = source;
    let line_at = |rest: &str| source[..source.len() - rest.len()].matches('\n').count() + 1;
    while let Some(at) = rest.find(['"', '/', '\'', 'r']) {
        let here = &rest[at..];
        let before = rest[..at].chars().next_back();
        let (text, length) = if here.starts_with("//") {
            (None, here.find('\n').unwrap_or(here.len()))
        } else if let Some(after) = here.strip_prefix('"') {
            let length = plain_length(after);
            (Some(&after[..length]), length + 2)
        } else if let Some((opening, length)) = raw(here).filter(|_| !before.is_some_and(is_word)) {
            (Some(&here[opening..opening + length]), opening * 2 - 1 + length)
        } else {
            (None, character_length(here))
        };
        if let Some(text) = text {
            found.push(Quoted { line: line_at(here), text: text.to_owned() });
        }
        rest = here.get(length..).unwrap_or_default();
    }
    found
}

/// Up to the closing quote.
fn plain_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at)
}

/// The length of `r#"` and of the text behind it.
fn raw(text: &str) -> Option<(usize, usize)> {
    let after = text.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    Some((hashes + 2, body.find(&close).unwrap_or(body.len())))
}

/// A quote in single quotes is one character and no begin of a text.
fn character_length(text: &str) -> usize {
    ["'\"'", "'\\\"'", "'\\''", "'\\\\'"].into_iter().find(|c| text.starts_with(c)).map_or(1, str::len)
}

/// Whether `c` can be part of a name.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[test]
fn texts_are_found_outside_comments_and_characters() {
    let source = "// \"no\"\nlet a = \"one \\\" two\"; '\"'; for_r(\"x\");\nr#\"three \"quoted\" words\"#; 'a: loop {}\n\"end\"";
    let found = quoted(source);
    let texts: Vec<_> = found.iter().map(|quoted| (quoted.line, quoted.text.as_str())).collect();
    assert_eq!(texts, [(2, "one \\\" two"), (2, "x"), (3, "three \"quoted\" words"), (4, "end")]);
}
