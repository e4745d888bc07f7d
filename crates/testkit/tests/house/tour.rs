//! The tour of `README.md` is played as it stands there.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::source::{read, root};

/// Told between two blocks.
const BORDER: &str = "=== next block ===";
/// Begins a line that says what the commands before it print; `…` stands for anything.
const SAYS: &str = "# => ";

/// The blocks of commands of a document, in order.
fn blocks(document: &str) -> Vec<&str> {
    let parts = document.split("\n```sh\n").skip(1);
    parts.map(|part| part.split_once("\n```").expect("the end of a block").0).collect()
}

/// What a block promises to print.
fn promised(block: &str) -> Vec<&str> {
    block.lines().filter_map(|line| line.strip_prefix(SAYS)).collect()
}

/// The first promise that `output` does not keep; they are kept in their order.
fn broken<'a>(promises: &[&'a str], output: &str) -> Option<&'a str> {
    let mut rest = output;
    for promise in promises {
        for piece in promise.split('…').map(str::trim) {
            let Some(at) = rest.find(piece) else { return Some(promise) };
            rest = rest.get(at + piece.len()..).unwrap_or_default();
        }
    }
    None
}

/// All blocks as one script that leaves no server behind.
fn script(blocks: &[&str]) -> String {
    let end = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n";
    blocks.iter().fold(end.to_owned(), |script, block| format!("{script}{block}\necho '{BORDER}'\n"))
}

/// The program that was built with these tests.
fn provisor() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().and_then(|deps| deps.parent()).unwrap().join("provisor");
    assert!(program.exists(), "{} is not there: cargo build --workspace makes it", program.display());
    program
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn the_tour_shows_what_it_promises() {
    let readme = read("README.md");
    let blocks = blocks(&readme);
    assert!(blocks.len() >= 5, "the tour is gone");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script(&blocks)])
        .current_dir(root())
        .env("PROVISOR", provisor())
        .env("PORT", free_port().to_string())
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{out}\n{err}", output.status);
    let outputs: Vec<&str> = out.split(BORDER).collect();
    for (block, output) in blocks.iter().zip(outputs) {
        assert_eq!(broken(&promised(block), output), None, "after\n{block}\ncame\n{output}");
    }
}

#[test]
fn a_promise_that_is_not_kept_is_seen() {
    let document = "text\n```sh\nls\n# => a … c\n# => d\n```\n```json\n{}\n```\n```sh\npwd\n```\n";
    assert_eq!(blocks(document), ["ls\n# => a … c\n# => d", "pwd"]);
    let promises = promised(blocks(document)[0]);
    assert_eq!(broken(&promises, "a b c\nd"), None);
    assert_eq!(broken(&promises, "d\na b c"), Some("d"));
    assert_eq!(broken(&promises, "a b\nd"), Some("a … c"));
}
