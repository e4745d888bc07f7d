//! Roles, and their grants to users and groups.

use crate::{GroupKey, PrivilegeSet, RoleId, RoleKey, RoleName, ScopeId, UserKey};

/// A named set of privileges.
#[derive(Clone, Debug)]
pub struct Role {
    /// For joins.
    pub key: RoleKey,
    /// For ever.
    pub id: RoleId,
    /// PAM360's ROLEID: 301 to 316 are predefined in every organisation.
    pub number: i64,
    /// Unique without case.
    pub name: RoleName,
    /// What people are shown in place of the name; none: the name.
    pub display: Option<String>,
    /// For people to read.
    pub description: Option<String>,
    /// What it lets its holders do.
    pub privileges: PrivilegeSet,
    /// Part of every organisation: not deletable.
    pub predefined: bool,
    /// Rises by one with each change.
    pub version: i64,
}

impl Role {
    /// ROLEID of Administrator.
    pub const ADMINISTRATOR: i64 = 301;
    /// ROLEID of Privileged Administrator.
    pub const PRIVILEGED_ADMINISTRATOR: i64 = 302;
    /// ROLEID of Password User, PAM360's least role.
    pub const PASSWORD_USER: i64 = 305;

    /// Whether it stays as it is: the two that make administrators must stay complete.
    pub const fn is_fixed(&self) -> bool {
        matches!(self.number, Self::ADMINISTRATOR | Self::PRIVILEGED_ADMINISTRATOR)
    }
}

/// Who holds a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// One user.
    User(UserKey),
    /// Every member, while the membership is in force.
    Group(GroupKey),
}

/// What a grant is on. Only a grant on all objects confers privileges here (`one-record` 4.4).
#[derive(Clone, Debug, PartialEq)]
pub enum GrantObjects {
    /// Everything.
    All,
    /// The objects of a scope.
    Scope(ScopeId),
    /// The objects of traversal specs, kept as sent.
    Specs(serde_json::Value),
    /// None that anybody named.
    None,
}

impl GrantObjects {
    /// Whether such a grant confers privileges here.
    pub const fn confers(&self) -> bool {
        matches!(self, Self::All)
    }
}

/// A role given to a holder; at most one for each role and holder.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// The role's key.
    pub role: RoleKey,
    /// The role's name, for printing.
    pub role_name: String,
    /// The role's number.
    pub role_number: i64,
    /// What it is on.
    pub objects: GrantObjects,
    /// Whether the caller said if it is on all objects.
    pub all_objects_said: bool,
}
