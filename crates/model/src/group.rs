//! Groups and dated membership.

use crate::{Dialect, GroupId, GroupKey, GroupName, SourceKey, Timestamp, UserKey};

/// A group: the same thing in all dialects (`one-record` 4.1).
#[derive(Clone, Debug)]
pub struct Group {
    /// For joins.
    pub key: GroupKey,
    /// For ever.
    pub id: GroupId,
    /// PAM360's USERGROUPID.
    pub number: i64,
    /// Unique without case.
    pub name: GroupName,
    /// For people to read.
    pub description: Option<String>,
    /// Part of every organisation: no rename, no delete.
    pub builtin: bool,
    /// Its members in force need a one-time code beside their password.
    pub asks_code: bool,
    /// The auth source it was brought from; its members there are brought along when it is synchronised.
    pub source: Option<SourceKey>,
    /// When it was made.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// Rises by one with each change.
    pub version: i64,
}

/// A user in a group, from an instant on and perhaps up to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    /// Who.
    pub user: UserKey,
    /// The group's key.
    pub group: GroupKey,
    /// The group's id.
    pub group_id: GroupId,
    /// The group's number.
    pub group_number: i64,
    /// The group's name.
    pub group_name: String,
    /// The first instant it is in force.
    pub from: Timestamp,
    /// The first instant it is over; none: open.
    pub until: Option<Timestamp>,
    /// The place in the order of joining.
    pub joined: i64,
    /// The dialect that last wrote it; none: the system.
    pub dialect: Option<Dialect>,
}

/// A role on all objects that the members of a group have through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inherited {
    /// The group's key.
    pub group: GroupKey,
    /// The role's number.
    pub role_number: i64,
    /// The role's name.
    pub role_name: String,
}

/// A group that a user manages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Managed {
    /// The group's key.
    pub group: GroupKey,
    /// The group's id.
    pub group_id: GroupId,
    /// The group's number.
    pub group_number: i64,
    /// The group's name.
    pub group_name: String,
}

impl Membership {
    /// Checked whenever rights are computed, so that an end needs no job.
    pub fn in_force(&self, now: Timestamp) -> bool {
        in_force(self.from, self.until, now)
    }
}

/// Whether a membership of these dates counts at this instant; none: it has no end.
pub fn in_force(from: Timestamp, until: Option<Timestamp>, now: Timestamp) -> bool {
    from <= now && until.is_none_or(|until| now < until)
}
