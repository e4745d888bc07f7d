//! Listing the members of a group, as short reads one after the other.

use db::Conn;
use model::{GroupKey, Privilege, Refusal, Timestamp, User, UserView};

use super::{GroupRef, repo};
use crate::users::{Parts, Stretch, repo as users};
use crate::{Credential, Directory, Draft, Request};

/// How many members are read at once with all that is wanted of them.
const PAGE: usize = 500;
/// How many rows a short read may look at before it answers with what it has.
const LOOKED_AT: usize = 5_000;

/// Members in force, the newest users first: by key, descending, which is the order of creation but for the small disorder
/// between nodes. The index of memberships has this order, so the whole of a large group is never sorted. Behind the end
/// there is nobody.
///
/// Each page is a read of its own. Refuses `Forbidden` without `users.manage`, `NotFound` for no such group.
pub async fn members_newest(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<(GroupRef, Stretch)>,
    parts: Parts,
) -> Result<Vec<UserView>, Refusal> {
    let mut found = Vec::new();
    let mut at = Place { before: i64::MAX, met: 0 };
    loop {
        let wanted = wanted.clone();
        let (users, next) = directory
            .read_as(request, credential, move |c, caller, now| {
                caller.may(Privilege::UsersManage)?;
                let (group, stretch) = wanted.as_ref().map_err(Clone::clone)?;
                let group = group.find_addressed(c, caller.org())?;
                let (members, next) = page(c, group.key, now, *stretch, at)?;
                let views = members.into_iter().map(|user| users::with_parts(c, user, parts));
                Ok((views.collect::<Result<Vec<_>, _>>()?, next))
            })
            .await?;
        found.extend(users);
        match next {
            Some(next) => at = next,
            None => return Ok(found),
        }
    }
}

/// How far a list has come.
#[derive(Clone, Copy)]
struct Place {
    /// The last key that was looked at.
    before: i64,
    /// How many members were in force up to there, passed over or not.
    met: u64,
}

/// Members of the stretch behind a place, and where to go on; none: that was all.
fn page(
    c: &mut dyn Conn,
    group: GroupKey,
    now: Timestamp,
    stretch: Stretch,
    mut at: Place,
) -> db::Result<(Vec<User>, Option<Place>)> {
    let end = stretch.end();
    if at.met >= end {
        return Ok((Vec::new(), None));
    }
    let rows = repo::members_before(c, group, at.before, LOOKED_AT)?;
    let is_last = rows.len() < LOOKED_AT;
    let mut found = Vec::new();
    for row in rows {
        at.before = row.user.0;
        if !row.in_force(now) {
            continue;
        }
        at.met += 1;
        if at.met > stretch.offset {
            found.extend(users::find_by_key(c, row.user)?);
        }
        if at.met >= end {
            return Ok((found, None));
        }
        if found.len() == PAGE {
            return Ok((found, Some(at)));
        }
    }
    Ok((found, (!is_last).then_some(at)))
}
