//! Listing groups with all that belongs to them, as short reads one after the other.

use db::Conn;
use model::{Group, GroupId, OrgKey, Privilege, Refusal, fold};

use super::list::GroupsAfter;
use super::{GroupRef, GroupView, get, repo};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// Which groups are wanted. Values of one filter are alternatives, filters are all to be met; an empty one is none.
#[derive(Clone, Debug, Default)]
pub struct GroupFilter {
    /// These ids; unknown ones are passed over.
    pub ids: Vec<GroupId>,
    /// With one of these texts in the name, without case.
    pub name_contains: Vec<String>,
}

/// Some groups, and where to go on; none: that was all.
#[derive(Debug)]
pub struct GroupViews {
    /// The groups.
    pub groups: Vec<GroupView>,
    /// Behind them.
    pub next: Option<GroupsAfter>,
}

/// How many groups one short read looks at.
const PAGE: usize = 500;
/// A short read that has found so many members answers with what it has.
const MEMBERS: usize = 5_000;

/// The groups of the caller's organisation that meet `filter`, after `after`, by name key; each page is a read of its
/// own. Refuses `Forbidden` without `directory.read`.
pub async fn list_whole(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    filter: Draft<GroupFilter>,
    after: Option<GroupsAfter>,
) -> Result<GroupViews, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, now| -> Step<_> {
            caller.may(Privilege::DirectoryRead)?;
            let filter = filter.as_ref().map_err(Clone::clone)?;
            let after = after.as_ref().map_or("", |GroupsAfter(key)| key.as_str());
            let (found, full) = candidates(c, caller.org(), filter, after)?;
            let last = found.last().filter(|_| full).map(|group| GroupsAfter(group.name.key().to_owned()));
            let (mut groups, mut members) = (Vec::new(), 0_usize);
            for group in found.into_iter().filter(|group| filter.meets(group)) {
                if members > MEMBERS {
                    let next = groups.last().map(|view: &GroupView| view.group.name.key().to_owned());
                    return Ok(GroupViews { groups, next: next.map(GroupsAfter) });
                }
                let view = get::view(c, group, now)?;
                members = members.saturating_add(view.members.len());
                groups.push(view);
            }
            Ok(GroupViews { groups, next: last })
        })
        .await
}

/// At most a page of groups that can meet the filter, by name key, and whether there may be more behind them.
fn candidates(
    c: &mut dyn Conn,
    org: OrgKey,
    filter: &GroupFilter,
    after: &str,
) -> db::Result<(Vec<Group>, bool)> {
    if filter.ids.is_empty() {
        let found = repo::after_name(c, org, after, PAGE)?;
        let full = found.len() == PAGE;
        return Ok((found, full));
    }
    let mut found = Vec::with_capacity(filter.ids.len());
    for id in &filter.ids {
        let group = repo::find(c, org, &GroupRef::Id(*id))?;
        found.extend(group.filter(|group| group.name.key() > after));
    }
    found.sort_by(|one, other| one.name.key().cmp(other.name.key()));
    found.dedup_by(|one, other| one.key == other.key);
    Ok((found, false))
}

impl GroupFilter {
    fn meets(&self, group: &Group) -> bool {
        let texts = &self.name_contains;
        texts.is_empty() || texts.iter().any(|text| group.name.key().contains(&fold::key(text)))
    }
}
