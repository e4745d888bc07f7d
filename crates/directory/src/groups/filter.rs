//! Listing groups with all that belongs to them, as short reads one after the other.

use db::Conn;
use model::{Group, OrgKey, Privilege, Refusal, fold};

use super::{GroupRef, GroupView, get, repo};
use crate::run::Step;
use crate::users::Stretch;
use crate::{Credential, Directory, Draft, Request};

/// Which groups are wanted. Values of one filter are alternatives, filters are all to be met; no value is no filter.
#[derive(Clone, Debug, Default)]
pub struct GroupFilter {
    /// One of these; unknown ones are passed over.
    pub among: Option<Vec<GroupRef>>,
    /// And one of these.
    pub also_among: Option<Vec<GroupRef>>,
    /// With one of these texts in the name, without case.
    pub name_contains: Vec<String>,
    /// With one of these texts in the description, without case.
    pub description_contains: Vec<String>,
}

/// Where the next page begins; opaque.
#[derive(Clone, Debug)]
pub struct GroupViewsAfter {
    /// The last name key that was looked at.
    key: String,
    /// How many groups were wanted up to there, passed over or not.
    met: u64,
}

/// Some groups, and where to go on; none: that was all.
#[derive(Debug)]
pub struct GroupViews {
    /// The groups.
    pub groups: Vec<GroupView>,
    /// Behind them.
    pub next: Option<GroupViewsAfter>,
}

/// How many groups one short read looks at.
const PAGE: usize = 500;
/// A short read that has found so many members answers with what it has.
const MEMBERS: usize = 5_000;

/// The groups of a stretch of those that meet a filter, of the caller's organisation and behind `after`, by name key; each
/// page is a read of its own. Refuses `Forbidden` without `directory.read`.
pub async fn list_whole(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<(Stretch, GroupFilter)>,
    after: Option<GroupViewsAfter>,
) -> Result<GroupViews, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, now| -> Step<_> {
            caller.may(Privilege::DirectoryRead)?;
            let (stretch, filter) = wanted.as_ref().map_err(Clone::clone)?;
            let mut at = after.clone().unwrap_or(GroupViewsAfter { key: String::new(), met: 0 });
            let (mut groups, mut members) = (Vec::new(), 0_usize);
            let (found, full) = candidates(c, caller.org(), filter, &at.key)?;
            for group in found {
                if at.met >= stretch.end() {
                    return Ok(GroupViews { groups, next: None });
                }
                if members > MEMBERS {
                    return Ok(GroupViews { groups, next: Some(at) });
                }
                group.name.key().clone_into(&mut at.key);
                if !filter.meets(&group) {
                    continue;
                }
                at.met += 1;
                if at.met > stretch.offset {
                    let view = get::view(c, group, now)?;
                    members = members.saturating_add(view.members.len());
                    groups.push(view);
                }
            }
            Ok(GroupViews { groups, next: full.then_some(at) })
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
    let Some(named) = filter.among.as_ref().or(filter.also_among.as_ref()) else {
        let found = repo::after_name(c, org, after, PAGE)?;
        let full = found.len() == PAGE;
        return Ok((found, full));
    };
    let mut found = Vec::with_capacity(named.len());
    for group in named {
        let group = repo::find(c, org, group)?;
        found.extend(group.filter(|group| group.name.key() > after));
    }
    found.sort_by(|one, other| one.name.key().cmp(other.name.key()));
    found.dedup_by(|one, other| one.key == other.key);
    Ok((found, false))
}

impl GroupFilter {
    fn meets(&self, group: &Group) -> bool {
        let is_one_of = |named: &Option<Vec<GroupRef>>| {
            named.as_ref().is_none_or(|named| named.iter().any(|named| named.means(group)))
        };
        let holds = |texts: &[String], shown: &str| {
            texts.is_empty() || texts.iter().any(|text| shown.contains(&fold::key(text)))
        };
        let description = || group.description.as_deref().map(fold::key).unwrap_or_default();
        is_one_of(&self.among)
            && is_one_of(&self.also_among)
            && holds(&self.name_contains, group.name.key())
            && (self.description_contains.is_empty() || holds(&self.description_contains, &description()))
    }
}
