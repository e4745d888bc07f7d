//! Listing users by number, with how many there are in all.

use db::Conn;
use model::{OrgKey, Privilege, Refusal, User, UserView};

use super::chosen::count;
use super::{Choice, Parts, Stretch, repo};
use crate::totals::{self, Counted};
use crate::{Credential, Directory, Draft, Request};

/// A stretch of a list.
#[derive(Debug)]
pub struct Numbered {
    /// The users of the stretch.
    pub users: Vec<UserView>,
    /// How many the whole list has.
    pub total: u64,
}

/// Users of the caller's organisation by number, ascending: all, or those whom a choice lets through. The total of all is
/// kept and not counted; that of a choice is counted, so everybody whom it can mean is looked at.
///
/// Refuses `Forbidden` without `directory.read`, `Invalid` for a choice that would look at more users than it may.
pub async fn list_numbered(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<(Stretch, Option<Choice>)>,
    parts: Parts,
) -> Result<Numbered, Refusal> {
    let chosen = match wanted {
        Ok((stretch, None)) => return all(directory, request, credential, stretch, parts).await,
        Ok((stretch, Some(choice))) => Ok((stretch, choice)),
        Err(refusal) => Err(refusal),
    };
    let (users, total) = count(directory, request, credential, chosen, parts).await?;
    Ok(Numbered { users, total })
}

async fn all(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    stretch: Stretch,
    parts: Parts,
) -> Result<Numbered, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            let users = from_place(c, caller.org(), stretch)?;
            let users =
                users.into_iter().map(|user| repo::with_parts(c, user, parts)).collect::<Result<_, _>>()?;
            let total = totals::repo::of(c, caller.org(), Counted::User.name())?;
            Ok(Numbered { users, total: u64::try_from(total).unwrap_or_default() })
        })
        .await
}

/// The users of a stretch. What is passed over is not walked through.
fn from_place(c: &mut dyn Conn, org: OrgKey, stretch: Stretch) -> db::Result<Vec<User>> {
    let offset = i64::try_from(stretch.offset).unwrap_or(i64::MAX);
    let Some(first) = repo::blocks::number_at(c, org, offset)? else { return Ok(Vec::new()) };
    after_number(c, org, first - 1, stretch.limit.into())
}

/// At most `limit` users behind a number.
pub(super) fn after_number(c: &mut dyn Conn, org: OrgKey, number: i64, limit: i64) -> db::Result<Vec<User>> {
    let columns = repo::COLUMNS;
    c.all(
        &format!(
            "SELECT {columns} FROM users WHERE org_key = $1 AND number > $2 ORDER BY org_key, number LIMIT $3"
        ),
        &[org.0.into(), number.into(), limit.into()],
        |row| repo::from_columns(&mut row.columns()),
    )
}
