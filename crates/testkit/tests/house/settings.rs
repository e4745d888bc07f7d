//! The page of settings is what `provisor config --describe` prints.

use std::fs;

use server::settings::describe;

use super::source::{read, root};

const PAGE: &str = "docs/settings.md";
const OPEN: &str = "```toml\n";
const CLOSE: &str = "```\n";

/// The page with `described` in its block.
fn with_block(page: &str, described: &str) -> String {
    let (before, rest) = page.split_once(OPEN).expect("a block of settings");
    let (_, after) = rest.split_once(CLOSE).expect("the end of the block");
    format!("{before}{OPEN}{}\n{CLOSE}{after}", described.trim_end())
}

#[test]
fn the_page_of_settings_is_current() {
    let page = read(PAGE);
    let current = with_block(&page, &describe());
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever adds a setting asks for the new page by this variable"
    )]
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join(PAGE), &current).unwrap();
        return;
    }
    assert!(page == current, "{PAGE} is old: run UPDATE=1 cargo test -p testkit --test house settings");
}

#[test]
fn a_setting_that_is_missing_on_the_page_is_seen() {
    let page = "before\n```toml\n# a = 1\n```\nafter\n";
    assert_eq!(with_block(page, "# a = 1\n\n"), page);
    assert_ne!(with_block(page, "# a = 1\n# b = 2\n"), page);
}
