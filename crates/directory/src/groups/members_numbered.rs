//! One group and its members by name and number, as short reads one after the other.

use model::{Group, Privilege, Refusal};

use super::{GroupRef, repo};
use crate::users::repo as users;
use crate::{Credential, Directory, Draft, Request};

/// How many members one short read answers.
const PAGE: usize = 500;
/// How many rows a short read may look at before it answers with what it has.
const LOOKED_AT: usize = 5_000;

/// A member in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedMember {
    /// His number.
    pub number: i64,
    /// His login.
    pub login: String,
}

/// Where the next page begins; opaque.
#[derive(Clone, Copy, Debug)]
pub struct MembersAfter(i64);

/// A group with some of its members, and where to go on; none: that was all.
#[derive(Debug)]
pub struct MembersPage {
    /// The group.
    pub group: Group,
    /// How many members are in force, on the first page; the others are not counted again.
    pub total: Option<u64>,
    /// Some of them, the oldest users first.
    pub members: Vec<NumberedMember>,
    /// Behind them.
    pub next: Option<MembersAfter>,
}

/// The group addressed and its members in force after `after`: by key, ascending, which is the order of creation but for
/// the small disorder between nodes. Refuses `Forbidden` without `directory.read`, `NotFound` for none.
pub async fn members_numbered(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    group: Draft<GroupRef>,
    after: Option<MembersAfter>,
) -> Result<MembersPage, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, now| {
            caller.may(Privilege::DirectoryRead)?;
            let group = group.as_ref().map_err(Clone::clone)?.find_addressed(c, caller.org())?;
            let total = match after {
                None => Some(repo::count_in_force(c, group.key, now)?),
                Some(_) => None,
            };
            let mut behind = after.map_or(0, |MembersAfter(key)| key);
            let rows = repo::members_after(c, group.key, behind, LOOKED_AT)?;
            let mut is_last = rows.len() < LOOKED_AT;
            let mut members = Vec::new();
            for row in rows {
                if members.len() == PAGE {
                    is_last = false;
                    break;
                }
                behind = row.user.0;
                if row.in_force(now) {
                    let user = users::find_by_key(c, row.user)?;
                    let member = |user: model::User| NumberedMember {
                        number: user.number,
                        login: user.login.to_string(),
                    };
                    members.extend(user.map(member));
                }
            }
            let next = (!is_last).then_some(MembersAfter(behind));
            Ok(MembersPage { group, total, members, next })
        })
        .await
}
