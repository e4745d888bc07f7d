//! `ROLE` and `ROLEID` (contract section 7.6, `one-record` section 4.4).

use directory::roles::{NewGrant, RoleRef};
use directory::users::{Change, GrantsChange};
use model::{Dialect, Role, Timestamp, UserView, fold};

use super::shown;
use crate::quirks;
use crate::wire::{CreateUser, Key};

/// Password Administrator's ROLEID.
const PASSWORD_ADMINISTRATOR: i64 = 303;
/// The ROLEIDs of predefined roles.
const PREDEFINED: std::ops::RangeInclusive<i64> = 301..=316;
/// The roles that a super administrator may have.
const ADMINISTRATORS: [(i64, &str); 3] = [
    (Role::ADMINISTRATOR, "Administrator"),
    (Role::PRIVILEGED_ADMINISTRATOR, "Privileged Administrator"),
    (PASSWORD_ADMINISTRATOR, "Password Administrator"),
];
/// Shown whoever set it, the first before the second.
const HIGHEST: [i64; 2] = [Role::PRIVILEGED_ADMINISTRATOR, Role::ADMINISTRATOR];
/// The order in which others are looked for where none of them was set here.
const OTHERS: [i64; 5] = [PASSWORD_ADMINISTRATOR, 304, 307, 306, Role::PASSWORD_USER];

/// The one role of a user that is shown, by number and name: the highest that is in effect, through groups too; else the
/// one that was last set here, while it is granted.
pub fn shown(view: &UserView, now: Timestamp) -> (i64, &str) {
    let in_force = |group| view.memberships.iter().any(|row| row.group == group && row.in_force(now));
    let own = || {
        let on_all = view.grants.iter().filter(|grant| grant.objects.confers());
        on_all.map(|grant| (grant.role_number, grant.role_name.as_str()))
    };
    let of_groups = view.inherited.iter().filter(|role| in_force(role.group));
    let mut effective: Vec<_> =
        own().chain(of_groups.map(|role| (role.role_number, role.role_name.as_str()))).collect();
    effective.sort_unstable();
    let first = |numbers: &[i64]| {
        numbers.iter().find_map(|number| effective.iter().copied().find(|role| role.0 == *number))
    };
    first(&HIGHEST)
        .or_else(|| last_set(view, own()))
        .or_else(|| first(&OTHERS))
        .or_else(|| effective.first().copied())
        .unwrap_or((Role::PASSWORD_USER, "Password User"))
}

/// The grant that was last set here.
fn last_set<'a>(
    view: &UserView,
    mut own: impl Iterator<Item = (i64, &'a str)> + Clone,
) -> Option<(i64, &'a str)> {
    let said = shown::said(view)?;
    let number = said.get(Key::RoleId.name()).and_then(serde_json::Value::as_i64);
    let names = said.text(Key::Role.name()).map(names).unwrap_or_default();
    let by_number = own.clone().find(|role| Some(role.0) == number);
    by_number.or_else(|| own.find(|role| is_one_of(role.1, &names)))
}

/// Whether a text names this role.
pub fn names_it(sent: &str, role: &str) -> bool {
    is_one_of(role, &names(sent))
}

fn is_one_of(role: &str, names: &[String]) -> bool {
    let key = fold::key(role);
    names.iter().any(|name| fold::key(name) == key)
}

fn names(sent: &str) -> Vec<String> {
    quirks::role_names(sent)
}

/// What is said of a role.
#[derive(Clone, Copy)]
pub struct RoleSaid<'a> {
    pub name: Option<&'a str>,
    pub number: Option<i64>,
}

impl<'a> From<&CreateUser<'a>> for RoleSaid<'a> {
    fn from(sent: &CreateUser<'a>) -> Self {
        Self { name: sent.role, number: sent.role_id }
    }
}

impl RoleSaid<'_> {
    /// Whether anything is.
    pub const fn is_something(self) -> bool {
        self.name.is_some() || self.number.is_some()
    }

    /// The role that is meant; without a word about it Password User, which may do nothing here.
    fn reference(self) -> RoleRef {
        let names = self.name.map(names).unwrap_or_default();
        match self.number {
            None if names.is_empty() => RoleRef::Number(Role::PASSWORD_USER, None),
            number => RoleRef::AnyOf { number, names },
        }
    }

    /// The grant that a new user begins with.
    pub fn grant(self) -> NewGrant {
        NewGrant::on_all(self.reference())
    }

    /// The role becomes the one that this dialect sets.
    pub fn changes(self) -> [Change; 3] {
        let name = self.name.map(Into::into);
        let number = self.number.map(Into::into);
        [
            Change::Grants(GrantsChange::OneRole(self.reference())),
            Change::Residue(Dialect::Pam360, Key::Role.name(), name),
            Change::Residue(Dialect::Pam360, Key::RoleId.name(), number),
        ]
    }

    /// Whether the role is one of an administrator, as far as its words tell: a number beyond the predefined ones may be
    /// unknown, and then the name decides; where both are known and differ, the core refuses.
    pub fn is_administrator(self) -> bool {
        match self.number {
            Some(number) if PREDEFINED.contains(&number) => is_administrator(number),
            Some(_) | None => {
                let names = self.name.map(names).unwrap_or_default();
                ADMINISTRATORS.iter().any(|(_, known)| is_one_of(known, &names))
            }
        }
    }
}

/// Whether a super administrator may have this role.
pub fn is_administrator(number: i64) -> bool {
    ADMINISTRATORS.iter().any(|(known, _)| *known == number)
}
