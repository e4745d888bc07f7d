//! How a request names groups and the memberships it wants.

use db::Conn;
use model::{Group, GroupId, GroupName, Noun, OrgKey, Refusal, Timestamp};

use super::repo;
use crate::run::Step;

/// A group as a request names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupRef {
    /// By its id.
    Id(GroupId),
    /// By its number.
    Number(i64),
    /// By its name, without case.
    Name(GroupName),
    /// By a text that may be either: the group with this id, else the one of this name.
    IdOrName(GroupId, GroupName),
}

impl GroupRef {
    /// The group that a request addresses. Refuses `NotFound` for none.
    pub(crate) fn find_addressed(&self, c: &mut dyn Conn, org: OrgKey) -> Step<Group> {
        Ok(repo::find(c, org, self)?.ok_or_else(|| Refusal::no_such(Noun::Group, self.text()))?)
    }

    /// Whether it names this one.
    pub(super) fn means(&self, group: &Group) -> bool {
        match self {
            Self::Id(id) => *id == group.id,
            Self::Number(number) => *number == group.number,
            Self::Name(name) => name.key() == group.name.key(),
            Self::IdOrName(id, name) => *id == group.id || name.key() == group.name.key(),
        }
    }

    /// As the caller named it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Name(name) | Self::IdOrName(_, name) => name.to_string(),
        }
    }
}

/// What happens to a name that no group has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMissing {
    /// The request is refused.
    Refuse,
    /// The group is made in the same commit.
    Create,
    /// It is passed over.
    Ignore,
}

/// A membership that a request wants.
#[derive(Clone, Debug)]
pub struct Join {
    /// The group.
    pub group: GroupRef,
    /// What to do when there is none.
    pub if_missing: IfMissing,
    /// The first instant in force; none: now.
    pub from: Option<Timestamp>,
    /// The first instant it is over; none: open.
    pub until: Option<Timestamp>,
}

impl Join {
    /// From now, open; refused where there is no such group.
    pub const fn now(group: GroupRef) -> Self {
        Self { group, if_missing: IfMissing::Refuse, from: None, until: None }
    }
}
