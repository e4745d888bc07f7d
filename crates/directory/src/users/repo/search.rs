//! The text under which a user is found, and the index of all of them made anew.

use std::collections::HashMap;

use db::Conn;
use model::{Email, Login, fold};

use super::SEARCH;

/// So many users are read at once.
const PAGE: i64 = 1_000;

/// What a search looks through: login, names, addresses, a line each, folded.
pub(super) fn text_of(login: &Login, names: [&Option<String>; 3], emails: &[Email]) -> String {
    let names = names.into_iter().flatten().map(String::as_str);
    lines(login.key(), names.chain(emails.iter().map(Email::value)))
}

fn lines<'a>(login_key: &str, others: impl Iterator<Item = &'a str>) -> String {
    let mut text = login_key.to_owned();
    for other in others {
        text.push('\n');
        text.push_str(&fold::key(other));
    }
    text
}

/// Puts every user into the search index, which is empty: a copied store brings its rows and no index.
pub(crate) fn index_all(c: &mut dyn Conn) -> db::Result<()> {
    let mut after = i64::MIN;
    loop {
        let users = c.all(
            "SELECT user_key, login_key, given, family, display FROM users WHERE user_key > $1 ORDER BY user_key LIMIT $2",
            &[after.into(), PAGE.into()],
            |row| {
                let mut r = row.columns();
                let (key, login): (i64, String) = (r.next()?, r.next()?);
                let names: [Option<String>; 3] = [r.next()?, r.next()?, r.next()?];
                Ok((key, login, names))
            },
        )?;
        let Some((last, ..)) = users.last() else { return Ok(()) };
        let mut emails = emails_between(c, after, *last)?;
        for (key, login, names) in &users {
            let emails = emails.remove(key).unwrap_or_default();
            let others = names.iter().flatten().chain(&emails).map(String::as_str);
            db::text_index::put(c, SEARCH, *key, &lines(login, others))?;
        }
        after = *last;
    }
}

fn emails_between(c: &mut dyn Conn, after: i64, last: i64) -> db::Result<HashMap<i64, Vec<String>>> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    c.for_each(
        "SELECT user_key, value FROM user_emails WHERE user_key > $1 AND user_key <= $2 ORDER BY user_key, place",
        &[after.into(), last.into()],
        &mut |row| {
            found.entry(row.get(0)?).or_default().push(row.get(1)?);
            Ok(())
        },
    )?;
    Ok(found)
}
