//! Putting a new AUTHTOKEN in the place of an old one.

use model::{Conflict, Dialect, Noun, Privilege, Refusal, TokenKind, User};

use super::draw::draw;
use super::issue::{Issued, keep};
use super::repo::{self, Live, TokenRow};
use super::terms::{Terms, TermsOf};
use crate::run::{Step, Work};
use crate::users::{Parts, Residues, UserRef, repo as users};
use crate::{Caller, Credential, Directory, Draft, Request, authority};

/// In seconds.
const AN_HOUR: u64 = 3_600;

/// Whose token is to be replaced.
#[derive(Clone, Debug)]
pub enum Whose {
    /// The caller's own.
    Own,
    /// That of the user addressed.
    Of(UserRef),
}

/// Issues an AUTHTOKEN in place of the one that the user has, on his terms; its time begins anew, and the old one ends in
/// the same commit. One's own that was issued on other terms keeps its host, and lives no longer: nobody frees his token of
/// bounds that another set.
///
/// Refuses `Conflict` when the user has no access to that API; for another user `Forbidden` without `tokens.manage`, or
/// when he holds a privilege the caller does not (rule G), and `NotFound` for none.
pub async fn regenerate(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    whose: Draft<Whose>,
    terms: TermsOf,
) -> Result<Issued, Refusal> {
    let (secret, row) = draw(TokenKind::Pam360, directory.outside())?;
    let id = row.id;
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            let (user, own) = holder(work, caller, &whose)?;
            let parts = Parts { residue: Residues::Of(Dialect::Pam360), ..Parts::NONE };
            let view = users::with_parts(work.c, user, parts)?;
            let terms = terms.read(&view)?;
            if !terms.access {
                return Err(Refusal::Conflict(Conflict::ApiAccessOff).into());
            }
            let mut row = TokenRow { host: terms.host.clone(), expires: terms.end(work.now), ..row.clone() };
            let old = repo::live(work.c, view.user.key, row.kind)?;
            if let Some(old) = old.filter(|_| own) {
                if !ends_by(&terms, &old) {
                    row.expires = [row.expires, old.expires].into_iter().flatten().min();
                }
                if old.host.is_some() && old.host != terms.host {
                    row.host = old.host;
                }
            }
            repo::delete_kind(work.c, view.user.key, row.kind)?;
            keep(work, caller, &view.user, &row, "token.regenerated")
        })
        .await?;
    Ok(Issued { secret, id })
}

/// Whether a token ends when the terms say so. They speak of days, and a token is kept a little after they were read.
fn ends_by(terms: &Terms, token: &Live) -> bool {
    match (terms.end(token.created), token.expires) {
        (Some(said), Some(ends)) => said.seconds().abs_diff(ends.seconds()) < AN_HOUR,
        (said, ends) => said == ends,
    }
}

/// The user who is to get the token, and whether he is the caller.
fn holder(work: &mut Work<'_>, caller: &Caller, whose: &Draft<Whose>) -> Step<(User, bool)> {
    match whose {
        Ok(Whose::Own) => {
            caller.not_before_a_change()?;
            let own = caller.key().map(|key| users::find_by_key(work.c, key)).transpose()?.flatten();
            Ok((own.ok_or_else(|| Refusal::no_such(Noun::User, caller.login()))?, true))
        }
        Ok(Whose::Of(user)) => {
            caller.may(Privilege::TokensManage)?;
            let user = user.find(work.c, caller.org())?;
            caller.may_give(authority::lasting(work.c, user.key, work.now)?)?;
            Ok((user, false))
        }
        Err(refusal) => {
            caller.may(Privilege::TokensManage)?;
            Err(refusal.clone().into())
        }
    }
}
