//! Groups, as this dialect refers to them (section 6.4): two have names of their own, others their id, and a body may
//! say either or the name.

use std::collections::HashSet;

use directory::Draft;
use directory::groups::GroupRef;
use model::{Group, GroupId, GroupName, Managed, Membership, Rule, fold};

use super::check::Violations;

/// The groups that every organisation has: number, the vendor's id, name.
const BUILT_IN: [(i64, &str, &str); 2] =
    [(1, "DEFAULT_GROUP_SYSYEM_USERS", "System.users"), (2, "DEFAULT_GROUP_SYSYEM_ADMINS", "System.admins")];

/// The group of a user for whom none is named.
pub(super) const USERS: &str = "DEFAULT_GROUP_SYSYEM_USERS";

/// A group as it is referred to.
pub(super) struct Row<'a> {
    number: i64,
    id: GroupId,
    name: &'a str,
}

impl<'a> From<&'a Membership> for Row<'a> {
    fn from(row: &'a Membership) -> Self {
        Self { number: row.group_number, id: row.group_id, name: &row.group_name }
    }
}

impl<'a> From<&'a Managed> for Row<'a> {
    fn from(row: &'a Managed) -> Self {
        Self { number: row.group_number, id: row.group_id, name: &row.group_name }
    }
}

impl<'a> From<&'a Group> for Row<'a> {
    fn from(group: &'a Group) -> Self {
        Self { number: group.number, id: group.id, name: group.name.as_str() }
    }
}

impl Row<'_> {
    /// As it is printed.
    pub fn printed(&self) -> String {
        let alias = BUILT_IN.iter().find(|(number, ..)| *number == self.number);
        alias.map_or_else(|| self.id.to_string(), |(_, alias, _)| (*alias).to_owned())
    }

    /// Whether a text that was sent names it.
    pub fn is_meant_by(&self, sent: &str) -> bool {
        match alias(sent) {
            Some((number, _)) => number == self.number,
            None => GroupId::parse(sent) == Some(self.id) || fold::key(sent) == fold::key(self.name),
        }
    }
}

/// Whether the groups sent are the ones shown, as sets.
pub(super) fn are_shown(sent: &[String], shown: &[Row<'_>]) -> bool {
    sent.iter().all(|sent| shown.iter().any(|row| row.is_meant_by(sent)))
        && shown.iter().all(|row| sent.iter().any(|sent| row.is_meant_by(sent)))
}

/// The groups named, once each, in the order sent. Refuses `Invalid` for every name that no group can have.
pub(super) fn references(sent: &[String], member: &str) -> Draft<Vec<GroupRef>> {
    let mut violations = Violations::default();
    let mut seen = HashSet::new();
    let mut all = Vec::with_capacity(sent.len());
    for (index, text) in sent.iter().enumerate() {
        match reference(text) {
            Ok((name, group)) => {
                if seen.insert(name.key().to_owned()) {
                    all.push(group);
                }
            }
            Err(rule) => violations.add(format!("{member}[{index}]"), rule),
        }
    }
    violations.unless_any(Some(all))
}

/// Resolved as one of the vendor's names, then as an id, then as a name (`one-record` 4.1).
pub(super) fn reference(text: &str) -> Result<(GroupName, GroupRef), Rule> {
    if let Some((_, name)) = alias(text) {
        let name = GroupName::new(name)?;
        return Ok((name.clone(), GroupRef::Name(name)));
    }
    let name = GroupName::new(text)?;
    let group = match GroupId::parse(text) {
        Some(id) => GroupRef::IdOrName(id, name.clone()),
        None => GroupRef::Name(name.clone()),
    };
    Ok((name, group))
}

/// The group whose id a text is, as it is printed; none for what no id could be.
pub(crate) fn by_id(text: &str) -> Option<GroupRef> {
    let builtin = alias(text).and_then(|(_, name)| GroupName::new(name).ok());
    builtin.map(GroupRef::Name).or_else(|| GroupId::parse(text).map(GroupRef::Id))
}

/// Number and name of the built-in group of this alias.
fn alias(text: &str) -> Option<(i64, &'static str)> {
    let found = BUILT_IN.iter().find(|(_, alias, _)| alias.eq_ignore_ascii_case(text));
    found.map(|(number, _, name)| (*number, *name))
}
