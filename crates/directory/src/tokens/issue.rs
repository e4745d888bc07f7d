//! Issuing an API token to a user who exists.

use model::{Noun, Privilege, Refusal, Timestamp, TokenId, TokenKind, User};

use super::draw::draw;
use super::repo::{self, TokenRow};
use crate::audit::{Actor, Changes, Event, Target};
use crate::run::{Step, Work};
use crate::users::repo as users;
use crate::{Caller, Credential, Directory, Request, TokenSecret, authority};

/// A token that is wanted beside a new user, or for one who exists.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Which door it opens.
    pub kind: TokenKind,
    /// The first instant it is over; none: it has no end.
    pub expires: Option<Timestamp>,
    /// The host it may be used from.
    pub host: Option<String>,
}

/// A token that was issued, to be shown once.
#[derive(Debug)]
pub struct Issued {
    /// The token.
    pub secret: TokenSecret,
    /// Its id, for lists.
    pub id: TokenId,
}

/// Issues a token to the user with this login. One live AUTHTOKEN per user: an older one ends in the same commit,
/// and the user gets access to that API.
///
/// Refuses `Forbidden` without `tokens.manage`, or when the user holds a privilege the caller does not (rule G);
/// `NotFound` for nobody of that login.
pub async fn issue(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    login: &str,
    new: NewToken,
) -> Result<Issued, Refusal> {
    let (secret, row) = draw(new.kind, directory.outside())?;
    let row = TokenRow { expires: new.expires, host: new.host, ..row };
    let id = row.id;
    let login = login.to_owned();
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::TokensManage)?;
            let user = users::find_by_login(work.c, caller.org(), &login)?
                .ok_or_else(|| Refusal::no_such(Noun::User, login.clone()))?;
            caller.may_give(authority::lasting(work.c, user.key, work.now)?)?;
            if row.kind == TokenKind::Pam360 {
                repo::delete_kind(work.c, user.key, row.kind)?;
                open_api(work.c, &user)?;
            }
            keep(work, caller, &user, &row, "token.created")
        })
        .await?;
    Ok(Issued { secret, id })
}

/// Stores a token of `user` and records that, as `event`.
pub(super) fn keep(
    work: &mut Work<'_>,
    caller: &Caller,
    user: &User,
    row: &TokenRow,
    event: &'static str,
) -> Step<()> {
    repo::insert(work.c, user.org, user.key, row, work.now)?;
    let mut changes = Changes::default();
    changes.set("kind", row.kind.name());
    changes.set("expires", row.expires.map(|at| format!("{at:?}")));
    changes.set("host", row.host.clone());
    let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
    // Where he acts elsewhere, his own token is still of his own organisation.
    work.record_for(user.org, &Actor::of(caller), &Event { name: event, target, changes })
}

/// The name under which PAM360's residue says whether a user may use its API.
pub const API_ACCESS: &str = "RESTAPIACCESS";

fn open_api(c: &mut dyn db::Conn, user: &User) -> Step<()> {
    let dialect = model::Dialect::Pam360;
    let mut residue = users::residue_of(c, user.key, dialect)?.unwrap_or_default();
    if residue.flag(API_ACCESS) != Some(true) {
        residue.set(API_ACCESS, true);
        users::put_residue(c, user.key, dialect, &residue)?;
    }
    Ok(())
}
