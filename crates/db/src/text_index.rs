//! Substring search by trigram, the one place where the engines differ.
//!
//! A migration makes an index with `@text_index name;`. Texts and needles are folded by the caller, the index
//! compares them as they are.

use crate::{Conn, Engine, Error, Param, Result};
use std::borrow::Cow;

/// So many trigrams of a long needle are looked up; more would cost time and exclude little.
const MOST_TRIGRAMS: usize = 24;

/// The statements that make the index `name`.
pub(crate) fn create(engine: Engine, name: &str) -> Result<String> {
    check_name(name)?;
    Ok(match engine {
        Engine::Sqlite => format!(
            "CREATE VIRTUAL TABLE {name} USING fts5(body, content='', contentless_delete=1, detail=none, \
             tokenize='trigram case_sensitive 1'); \
             INSERT INTO {name} ({name}, rank) VALUES ('automerge', 0); \
             INSERT INTO {name} ({name}, rank) VALUES ('crisismerge', 64)"
        ),
        Engine::Postgres => format!(
            "CREATE EXTENSION IF NOT EXISTS pg_trgm; \
             CREATE TABLE {name} (key BIGINT PRIMARY KEY, body TEXT COLLATE \"C\" NOT NULL); \
             CREATE INDEX {name}_trigrams ON {name} USING gin (body gin_trgm_ops)"
        ),
    })
}

/// One change of an index: a text under a key, or none any more.
#[doc(hidden)]
#[derive(Clone)]
pub struct TextChange<'a> {
    index: Cow<'a, str>,
    key: i64,
    text: Option<Cow<'a, str>>,
}

impl TextChange<'_> {
    /// The same with its own data, for later.
    pub(crate) fn into_owned(self) -> TextChange<'static> {
        TextChange {
            index: self.index.into_owned().into(),
            key: self.key,
            text: self.text.map(|text| text.into_owned().into()),
        }
    }
}

/// Writes `text` under `key`, in place of what stood there.
///
/// On SQLite this happens just before the commit, for all writes of a shared commit together: the index writes a
/// segment at each savepoint, which costs as much again as the text itself.
pub fn put(c: &mut dyn Conn, index: &str, key: i64, text: &str) -> Result<()> {
    check_name(index)?;
    c.change_text(TextChange { index: index.into(), key, text: Some(text.into()) })
}

/// Forgets `key`; nothing happens when it is not there.
pub fn remove(c: &mut dyn Conn, index: &str, key: i64) -> Result<()> {
    check_name(index)?;
    c.change_text(TextChange { index: index.into(), key, text: None })
}

/// Makes a change. Making it twice comes to the same.
pub(crate) fn apply(c: &mut dyn Conn, change: &TextChange<'_>) -> Result<()> {
    let TextChange { index, key, text } = change;
    let sql = match (c.engine(), text) {
        (Engine::Sqlite, Some(_)) => format!("INSERT OR REPLACE INTO {index} (rowid, body) VALUES ($1, $2)"),
        (Engine::Postgres, Some(_)) => format!(
            "INSERT INTO {index} (key, body) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET body = excluded.body"
        ),
        (Engine::Sqlite, None) => format!("DELETE FROM {index} WHERE rowid = $1"),
        (Engine::Postgres, None) => format!("DELETE FROM {index} WHERE key = $1"),
    };
    match text {
        Some(text) => c.send(&sql, &[key.into(), Param::Text(Some(text))]),
        None => c.send(&sql, &[key.into()]),
    }
}

/// The fewest pages that a merge takes.
const FEWEST_PAGES: usize = 4;

/// SQLite: merges a few pages of each index that these changes of one commit touched. Each commit leaves a segment, and the
/// engine's own merging does nothing for long and then everybody's commit waits for it; a page for each text, with
/// each commit, keeps up with it evenly.
pub(crate) fn merge(c: &mut dyn Conn, changes: &[TextChange<'_>]) -> Result<()> {
    let mut indexes: Vec<&str> = changes.iter().map(|change| &*change.index).collect();
    indexes.sort_unstable();
    indexes.dedup();
    let pages = i64::try_from(changes.len().max(FEWEST_PAGES)).unwrap_or(i64::MAX);
    for index in indexes {
        let sql = format!("INSERT INTO {index} ({index}, rank) VALUES ('merge', $1)");
        c.send(&sql, &[pages.into()])?;
    }
    Ok(())
}

/// Keys after `after_key`, ascending, at most `limit`, whose text may hold `needle`: every one that does is among
/// them, and the caller verifies the rest. A needle of less than three characters is a `Schema` error.
pub fn candidates(
    c: &mut dyn Conn,
    index: &str,
    needle: &str,
    after_key: i64,
    limit: i64,
) -> Result<Vec<i64>> {
    check_name(index)?;
    if needle.chars().nth(2).is_none() {
        return Err(Error::schema("a search by trigram needs three characters"));
    }
    c.settle_texts()?;
    let (sql, pattern) = match c.engine() {
        Engine::Sqlite => (
            format!(
                "SELECT rowid FROM {index} WHERE {index} MATCH $1 AND rowid > $2 ORDER BY rowid LIMIT $3"
            ),
            trigrams(needle),
        ),
        Engine::Postgres => {
            let pattern = like(needle);
            if let Some(few) = few(c, index, &pattern, after_key, limit)? {
                return Ok(few);
            }
            (
                format!("SELECT key FROM {index} WHERE body LIKE $1 AND key > $2 ORDER BY key LIMIT $3"),
                pattern,
            )
        }
    };
    let params: [Param<'_>; 3] = [(&pattern).into(), after_key.into(), limit.into()];
    c.all(&sql, &params, |row| row.get(0))
}

/// PostgreSQL: all keys of a pattern behind `after_key`, by the trigrams; none when more than `limit` texts match it. Asked
/// for the first by key at once, it would rather walk all texts by key, however few match.
fn few(c: &mut dyn Conn, index: &str, pattern: &str, after_key: i64, limit: i64) -> Result<Option<Vec<i64>>> {
    let sql = format!("SELECT key FROM {index} WHERE body LIKE $1 LIMIT $2");
    let mut keys: Vec<i64> =
        c.all(&sql, &[pattern.into(), limit.saturating_add(1).into()], |row| row.get(0))?;
    if i64::try_from(keys.len()).unwrap_or(i64::MAX) > limit {
        return Ok(None);
    }
    keys.retain(|key| *key > after_key);
    keys.sort_unstable();
    Ok(Some(keys))
}

/// The needle's trigrams, each a quoted token, all wanted.
fn trigrams(needle: &str) -> String {
    let ends = needle.char_indices().map(|(at, _)| at).skip(3).chain([needle.len()]);
    let starts = needle.char_indices().map(|(at, _)| at);
    let mut query = String::with_capacity(needle.len() * 8);
    for trigram in starts.zip(ends).filter_map(|(start, end)| needle.get(start..end)).take(MOST_TRIGRAMS) {
        query.push_str(if query.is_empty() { "\"" } else { " AND \"" });
        query.push_str(&trigram.replace('"', "\"\""));
        query.push('"');
    }
    query
}

/// A pattern that matches every text with `needle` in it.
fn like(needle: &str) -> String {
    let mut pattern = String::with_capacity(needle.len() + 8);
    pattern.push('%');
    for c in needle.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Names go into the statement as they are.
fn check_name(name: &str) -> Result<()> {
    if !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        return Ok(());
    }
    Err(Error::schema("the name of a text index is made of a to z and _"))
}
