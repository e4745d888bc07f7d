//! Listing groups by number, with how many members each has and how many groups there are.

use db::Conn;
use model::{Group, OrgKey, Privilege, Refusal, Timestamp};

use super::{GroupChoice, repo};
use crate::totals::{self, Counted};
use crate::users::Stretch;
use crate::{Credential, Directory, Draft, Request};

/// How many groups one short read looks at.
const PAGE: usize = 500;
/// A short read that has counted so many members answers with what it has.
const COUNTED: u64 = 50_000;

/// A stretch of a list.
#[derive(Debug, Default)]
pub struct NumberedGroups {
    /// The groups of the stretch, each with how many members are in force.
    pub groups: Vec<(Group, u64)>,
    /// How many the whole list has.
    pub total: u64,
}

/// Groups of the caller's organisation by number, ascending: all, or those that a choice lets through. The total of all
/// is kept and not counted; for that of a choice every group is looked at. Each page is a read of its own.
///
/// Refuses `Forbidden` without `directory.read`.
pub async fn list_numbered(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<(Stretch, Option<GroupChoice>)>,
) -> Result<NumberedGroups, Refusal> {
    let mut found = NumberedGroups::default();
    let mut next = Some(Mark { behind: 0, met: 0 });
    while let Some(mark) = next {
        let wanted = wanted.clone();
        let leg = directory
            .read_as(request, credential, move |c, caller, now| {
                caller.may(Privilege::DirectoryRead)?;
                let (stretch, choice) = wanted.as_ref().map_err(Clone::clone)?;
                Ok(leg(c, caller.org(), now, *stretch, choice.as_ref(), mark)?)
            })
            .await?;
        found.groups.extend(leg.groups);
        found.total = leg.total;
        next = leg.next;
    }
    Ok(found)
}

/// How far a list has come.
#[derive(Clone, Copy)]
struct Mark {
    /// The last number that was looked at.
    behind: i64,
    /// How many groups were wanted up to there, passed over or not.
    met: u64,
}

/// What one short read found.
struct Leg {
    groups: Vec<(Group, u64)>,
    /// How many were met so far; of a list without a choice, all there are.
    total: u64,
    /// Where to go on; none: that was all.
    next: Option<Mark>,
}

fn leg(
    c: &mut dyn Conn,
    org: OrgKey,
    now: Timestamp,
    stretch: Stretch,
    choice: Option<&GroupChoice>,
    mut mark: Mark,
) -> db::Result<Leg> {
    let total = match choice {
        None => Some(u64::try_from(totals::repo::of(c, org, Counted::Group.name())?).unwrap_or_default()),
        Some(_) => None,
    };
    let (mut groups, mut counted) = (Vec::new(), 0);
    let page = repo::after_number(c, org, mark.behind, PAGE)?;
    let mut is_last = page.len() < PAGE;
    for group in page {
        if total.is_some() && mark.met >= stretch.end() {
            is_last = true;
            break;
        }
        if counted >= COUNTED {
            is_last = false;
            break;
        }
        mark.behind = group.number;
        if choice.is_some_and(|choice| !choice.meets(&group)) {
            continue;
        }
        mark.met += 1;
        if mark.met > stretch.offset && mark.met <= stretch.end() {
            let members = repo::count_in_force(c, group.key, now)?;
            counted += members;
            groups.push((group, members));
        }
    }
    Ok(Leg { groups, total: total.unwrap_or(mark.met), next: (!is_last).then_some(mark) })
}
