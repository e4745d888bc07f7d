//! `USERGROUPNAME` (`one-record` section 4.3).

use directory::groups::{GroupRef, IfMissing, Join};
use directory::users::{Change, GroupsChange};
use model::{Dialect, GroupName, Timestamp, UserView, fold};

use super::shown;
use crate::Settings;
use crate::settings::UnknownGroup;
use crate::wire::Key;

/// The group that this dialect named, while the user is in it; else that with the lowest number.
pub fn shown(view: &UserView, now: Timestamp) -> Option<&str> {
    let in_force = || view.memberships.iter().filter(|row| row.in_force(now));
    let named = shown::text(view, Key::UserGroup).filter(|named| {
        let key = fold::key(named);
        in_force().any(|row| fold::key(&row.group_name) == key)
    });
    named.or_else(|| in_force().min_by_key(|row| row.group_number).map(|row| row.group_name.as_str()))
}

/// Joins this group, and leaves the one that this dialect named before; none: leaves that one.
pub fn changes(view: &UserView, name: Option<GroupName>, settings: &Settings) -> Vec<Change> {
    let before = shown::text(view, Key::UserGroup).and_then(|named| GroupName::new(named).ok());
    let said = name.as_ref().map(|name| name.as_str().into());
    let join = name.map(|name| join(name, settings));
    let swap = GroupsChange::Swap { leave: before.map(GroupRef::Name), join };
    vec![Change::Groups(swap), Change::Residue(Dialect::Pam360, Key::UserGroup.name(), said)]
}

/// Joins a group now; what becomes of an unknown one is the site's choice.
pub fn join(name: GroupName, settings: &Settings) -> Join {
    let if_missing = match settings.unknown_group {
        UnknownGroup::Create => IfMissing::Create,
        UnknownGroup::Ignore => IfMissing::Ignore,
        UnknownGroup::Reject => IfMissing::Refuse,
    };
    Join { if_missing, ..Join::now(GroupRef::Name(name)) }
}
