//! What is tolerated beyond the letter of the contract, each with its section.
//!
//! How leniently `INPUT_DATA` itself is read (section 4) stands in `input`; one trailing slash (section 2) in `routes`.

use directory::{TokenDigest, tokens};
use model::{Rule, TokenKind};

use crate::Settings;
use crate::input::Query;

/// Older clients send the token in the query, with any method (section 5.1).
pub fn token_in_query(query: &Query<'_>) -> Option<TokenDigest> {
    let token = query.text("AUTHTOKEN").ok().flatten()?;
    tokens::shape::digest(TokenKind::Pam360, &token)
}

/// Names by which roles are called though none is spelled so (section 7.6). Nothing beyond this table: a privilege never
/// comes from a guess.
const ROLE_ALIASES: [(&str, &str); 9] = [
    ("administator", "Administrator"),
    ("admin", "Administrator"),
    ("administrator", "Administrator"),
    ("privilegedadministrator", "Privileged Administrator"),
    ("passwordadministrator", "Password Administrator"),
    ("passwordauditor", "Password Auditor"),
    ("passworduser", "Password User"),
    ("connectionuser", "Connection User"),
    ("cloudadministrator", "Cloud Administrator"),
];

/// The names that `sent` may stand for, the likeliest first: itself with blanks trimmed and collapsed, then its alias.
pub fn role_names(sent: &str) -> Vec<String> {
    let words: Vec<_> = sent.split_whitespace().collect();
    let joined = words.concat();
    let alias =
        ROLE_ALIASES.iter().find(|(alias, _)| joined.eq_ignore_ascii_case(alias)).map(|(_, role)| *role);
    let plain = words.join(" ");
    let alias = alias.filter(|role| !plain.eq_ignore_ascii_case(role));
    std::iter::once(plain.clone()).chain(alias.map(str::to_owned)).collect()
}

/// The older way to name a user: first and last name are what stands before and after the last blank, and one word
/// serves as both (section 7.1).
pub fn split_full_name(full: &str) -> (&str, &str) {
    let full = full.trim();
    match full.rsplit_once(char::is_whitespace) {
        Some((first, last)) => (first.trim_end(), last),
        None => (full, full),
    }
}

/// Super administrator is a word for administrators; said of others it is stored as false (section 7.2).
pub const fn super_admin(said: bool, is_administrator: bool) -> bool {
    said && is_administrator
}

/// The SSH proxy is a way of the remote connection; said without that it is stored as false (section 7.3).
pub fn via_ssh_proxy(said: bool, remote_connect: Option<bool>) -> bool {
    said && remote_connect == Some(true)
}

/// Before build 6700 there was no switch: a host alone bound the token (section 7.4). A switch that is sent wins.
pub fn checks_host(said: Option<bool>, has_host: bool, settings: &Settings) -> bool {
    said.unwrap_or(settings.legacy_hostcheck && has_host)
}

/// What [`has_script`] refuses; worded as `E_HARM`.
pub const SCRIPT: Rule = Rule::Format("must not contain a script tag");

/// The product aborts a request with such text in it (section 8).
pub fn has_script(text: &str) -> bool {
    text.to_ascii_lowercase().contains("<script")
}
