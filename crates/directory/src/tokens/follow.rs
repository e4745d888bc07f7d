//! Keeping the live AUTHTOKEN to the terms of its user.

use model::{TokenKind, User};

use super::repo;
use super::terms::NewTerms;
use crate::Caller;
use crate::audit::{Changes, Event, Target};
use crate::run::{Step, Work};

/// Ends the token of a user who has lost access, or gives it the host and the end that an update has changed. What the
/// update left alone stays as the token was issued.
pub(crate) fn follow(work: &mut Work<'_>, caller: &Caller, user: &User, terms: &NewTerms) -> Step<()> {
    let (before, after) = (&terms.before, &terms.after);
    let Some(live) = repo::live(work.c, user.key, TokenKind::Pam360)? else { return Ok(()) };
    if !after.access {
        repo::delete_kind(work.c, user.key, TokenKind::Pam360)?;
        let changes = Changes::one("kind", TokenKind::Pam360.name(), None::<String>);
        let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
        return work.record(caller, &Event { name: "token.revoked", target, changes });
    }
    let host = if after.host == before.host { live.host } else { after.host.clone() };
    let same_end = (after.until, after.lasts) == (before.until, before.lasts);
    let expires = if same_end { live.expires } else { after.end(live.created) };
    Ok(repo::bind(work.c, user.key, TokenKind::Pam360, host.as_deref(), expires)?)
}
