//! What a server said to PostgreSQL: the log that `log_statement` writes, read back as transactions.

use std::collections::HashMap;

/// A statement with its values; none for NULL.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement {
    /// With `$1` and so on.
    pub sql: String,
    /// In the order of their numbers.
    pub values: Vec<Option<String>>,
}

/// The transactions of all sessions that were committed, each from its BEGIN to its COMMIT, in the order of their ends.
/// Each line of `log` begins with the number of its session's process.
pub fn transactions(log: &str) -> Vec<Vec<Statement>> {
    let mut open: HashMap<&str, Vec<Statement>> = HashMap::new();
    let mut done = Vec::new();
    for Entry { process, level, text } in entries(log) {
        let statements = open.entry(process).or_default();
        match level {
            // A commit is the last of its transaction and has no values.
            "LOG" => {
                let Some(sql) = statement(&text) else { continue };
                if begins(sql, &["BEGIN", "START TRANSACTION"]) {
                    statements.clear();
                }
                let ends = begins(sql, &["COMMIT", "END"]);
                statements.push(Statement { sql: sql.trim_end_matches(';').to_owned(), values: Vec::new() });
                if ends {
                    done.push(std::mem::take(statements));
                }
            }
            "DETAIL" => {
                if let (Some(last), Some(values)) = (statements.last_mut(), values(&text)) {
                    last.values = values;
                }
            }
            _ => {}
        }
    }
    done.retain(|statements| statements.first().is_some_and(|first| begins(&first.sql, &["BEGIN", "START"])));
    done
}

struct Entry<'a> {
    process: &'a str,
    level: &'a str,
    text: String,
}

/// Lines that go on begin with a tab, which was put before them.
fn entries(log: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for line in log.lines() {
        if let (Some(more), Some(last)) = (line.strip_prefix('\t'), entries.last_mut()) {
            last.text.push('\n');
            last.text.push_str(more);
            continue;
        }
        let Some((head, text)) = line.split_once(":  ") else { continue };
        let Some((process, level)) = head.split_once(' ') else { continue };
        entries.push(Entry { process, level, text: text.to_owned() });
    }
    entries
}

/// The words of a statement, however the driver sent it.
fn statement(text: &str) -> Option<&str> {
    if let Some(sql) = text.strip_prefix("statement: ") {
        return Some(sql);
    }
    text.strip_prefix("execute ")?.split_once(": ").map(|(_, sql)| sql)
}

fn begins(sql: &str, words: &[&str]) -> bool {
    words.iter().any(|word| sql.get(..word.len()).is_some_and(|front| front.eq_ignore_ascii_case(word)))
}

/// `parameters: $1 = 'it''s', $2 = NULL`; nothing if it is another detail.
fn values(text: &str) -> Option<Vec<Option<String>>> {
    let mut rest = text.strip_prefix("parameters: ").or_else(|| text.strip_prefix("Parameters: "))?;
    let mut values = Vec::new();
    while !rest.is_empty() {
        let (_, from) = rest.split_once(" = ")?;
        let after = if let Some(after) = from.strip_prefix("NULL") {
            values.push(None);
            after
        } else {
            let (value, after) = quoted(from.strip_prefix('\'')?)?;
            values.push(Some(value));
            after
        };
        rest = after.strip_prefix(", ").unwrap_or(after);
    }
    Some(values)
}

/// Up to the quote that is not doubled, and what stands behind it.
fn quoted(mut rest: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    loop {
        let (front, after) = rest.split_once('\'')?;
        value.push_str(front);
        let Some(more) = after.strip_prefix('\'') else { return Some((value, after)) };
        value.push('\'');
        rest = more;
    }
}

#[cfg(test)]
mod tests;
