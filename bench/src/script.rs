//! A transaction as a script of `pgbench`: the same statements, with values of its own each time where they must be new.

use std::fmt::Write;

use anyhow::{Context, Result};

use crate::request::LOGIN;
use crate::statements::Statement;

/// Keys of the script's rows: behind all that a server has leased.
pub const FIRST_KEY: i64 = 10_000_000;
/// More clients than there are.
const STRIDE: i64 = 64;
/// The new key, which all other new values are made of.
const KEY: &str = ":key::bigint";
/// A millisecond in the front half of an id.
const A_MILLISECOND: u64 = 1 << 16;

/// The values by which a transaction is known, as the log writes them.
pub struct Marks {
    /// Key and number of the user.
    pub keys: [String; 2],
    /// Ids that are in time order: of the user, of the request, of the token.
    pub ids: [String; 3],
    /// Digest of the token.
    pub digest: String,
}

/// The script; `pgbench` must be told `-D n=0`.
pub fn write(transaction: &[Statement], marks: &Marks) -> Result<String> {
    let mut script = format!("\\set n :n + 1\n\\set key {FIRST_KEY} + :n * {STRIDE} + :client_id\n");
    for statement in transaction {
        writeln!(script, "{};", filled(statement, marks)?)?;
    }
    Ok(script)
}

/// The statement with its values in their places; a `$` in quotes is none.
fn filled(statement: &Statement, marks: &Marks) -> Result<String> {
    let mut out = String::new();
    for (part, is_quoted) in statement.sql.split('\'').zip([false, true].into_iter().cycle()) {
        if is_quoted {
            write!(out, "'{part}'")?;
            continue;
        }
        let mut pieces = part.split('$');
        out.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let end = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
            let (number, rest) = piece.split_at(end);
            let value =
                number.parse::<usize>().ok().and_then(|number| statement.values.get(number.checked_sub(1)?));
            let value = value.with_context(|| format!("no value for ${number} of {}", statement.sql))?;
            out.push_str(
                &value.as_ref().map_or_else(|| Ok("NULL".to_owned()), |value| marks.expression(value))?,
            );
            out.push_str(rest);
        }
    }
    Ok(out)
}

impl Marks {
    /// What makes such a value anew, or the value itself.
    fn expression(&self, value: &str) -> Result<String> {
        if self.keys.iter().any(|key| key == value) {
            return Ok(format!("({KEY})"));
        }
        if self.ids.iter().any(|id| id == value) {
            return id_like(value);
        }
        if value == self.digest {
            return Ok(format!("sha256(int8send({KEY}))"));
        }
        if value.starts_with("\\x") {
            return Ok(format!("'{value}'::bytea"));
        }
        Ok(text(value))
    }
}

/// Ids as long, later than the one that was seen and in the order of their keys.
fn id_like(id: &str) -> Result<String> {
    let front = id.get(2..18).context("an id")?;
    let front = u64::from_str_radix(front, 16)? + A_MILLISECOND;
    Ok(format!("decode('{front:016x}' || lpad(to_hex({KEY}), 16, '0'), 'hex')"))
}

/// A text, with another login wherever it says the one that was seen, however it is written.
fn text(value: &str) -> String {
    let folded = LOGIN.to_lowercase();
    let login = if value.contains(LOGIN) { LOGIN } else { &folded };
    let parts: Vec<String> = value.split(login).map(literal).collect();
    let name = format!(" || 'bench-' || lpad(to_hex({KEY}), {}, '0') || ", LOGIN.len() - "bench-".len());
    if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(&name)) }
}

/// Without a colon, which `pgbench` would take for the beginning of a variable.
fn literal(text: &str) -> String {
    let mut out = "E'".to_owned();
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            '\\' => out.push_str("\\\\"),
            ':' => out.push_str("\\x3a"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests;
