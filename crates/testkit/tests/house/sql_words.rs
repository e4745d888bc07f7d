//! Words that the two engines understand differently stand in no statement (`docs/adr/0002-two-engines.md`).

use super::source::{below, is_word, quoted, read};

/// Each with what to do instead.
const FORBIDDEN: [(&str, &str); 13] = [
    ("sum(", "its type differs: add in the program"),
    ("lower(", "SQLite folds ASCII only: fold with model::fold"),
    ("upper(", "SQLite folds ASCII only: fold with model::fold"),
    ("now()", "time is passed in"),
    ("CURRENT_TIMESTAMP", "time is passed in"),
    ("random()", "randomness is passed in"),
    ("LIKE", "SQLite folds case: compare a range of keys, or search the text index"),
    ("ILIKE", "SQLite has none: compare a range of keys, or search the text index"),
    ("FOR UPDATE", "SQLite has none: the isolation of the transaction decides"),
    ("NULLS FIRST", "order by what is never null"),
    ("NULLS LAST", "order by what is never null"),
    ("AUTOINCREMENT", "say @key"),
    ("SERIAL", "say @key"),
];

/// The forbidden words in a statement. Words are written in capitals, functions in small letters.
fn found_in(text: &str) -> Vec<&'static str> {
    let stands_alone = |at: usize, word: &str| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        let open = word.ends_with(['(', ')']);
        !before.is_some_and(is_word) && (open || !after.is_some_and(is_word))
    };
    let holds = |word: &str| {
        let small = text.to_ascii_lowercase();
        let capitals = word.chars().any(char::is_uppercase);
        let text = if capitals { text } else { &small };
        text.match_indices(word).any(|(at, _)| stands_alone(at, word))
    };
    FORBIDDEN.iter().map(|(word, _)| *word).filter(|word| holds(word)).collect()
}

/// What stands against the rules in a file: where, which word, what to do instead.
fn complaints(place: &str, text: &str) -> Vec<String> {
    let advice =
        |word: &str| FORBIDDEN.iter().find(|(known, _)| *known == word).map_or("", |(_, advice)| advice);
    found_in(text).into_iter().map(|word| format!("{place}: {word}: {}", advice(word))).collect()
}

/// A migration without its comments.
fn without_comments(sql: &str) -> String {
    sql.lines()
        .map(|line| line.split_once("--").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_core_says_nothing_that_the_engines_understand_differently() {
    let mut found = Vec::new();
    for path in below("crates/directory/src", ".rs") {
        let texts = quoted(&read(&path));
        found.extend(
            texts.iter().flat_map(|quoted| complaints(&format!("{path}:{}", quoted.line), &quoted.text)),
        );
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn migrations_say_nothing_that_the_engines_understand_differently() {
    let migrations = below("migrations", ".sql");
    assert!(!migrations.is_empty());
    let found: Vec<_> =
        migrations.iter().flat_map(|path| complaints(path, &without_comments(&read(path)))).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn each_forbidden_word_is_seen() {
    for (word, _) in FORBIDDEN {
        let statement = format!("SELECT a FROM b WHERE {word} x");
        assert!(found_in(&statement).contains(&word), "{word}");
    }
    assert_eq!(found_in("SELECT SUM(size), Lower(name) FROM b"), ["sum(", "lower("]);
    assert_eq!(found_in("SELECT checksum(a) FROM unlikely WHERE UNLIKELY = 1"), Vec::<&str>::new());
    assert_eq!(without_comments("a -- LIKE\nb"), "a \nb");
}
