//! How a request names roles and the grants it wants.

use db::Conn;
use model::{GrantObjects, Holder, OrgKey};

use crate::audit::Target;
use crate::groups::GroupRef;
use crate::run::Step;
use crate::users::UserRef;

/// A role as a request names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleRef {
    /// By its name, without case.
    Name(String),
    /// By its number; where that is unknown, by the name beside it. Both known and different: Invalid.
    Number(i64, Option<String>),
    /// By its number; where there is none or it is unknown, by the first of these names that a role has. Both known and
    /// different: Invalid.
    AnyOf {
        /// The number.
        number: Option<i64>,
        /// The name as the caller gave it, then what that spelling may stand for.
        names: Vec<String>,
    },
}

/// A grant that a request wants.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// The role.
    pub role: RoleRef,
    /// What it is on.
    pub objects: GrantObjects,
    /// Whether the caller said if it is on all objects.
    pub all_objects_said: bool,
}

impl NewGrant {
    /// A grant on all objects.
    pub const fn on_all(role: RoleRef) -> Self {
        Self { role, objects: GrantObjects::All, all_objects_said: false }
    }
}

/// A holder of grants as a request names it.
#[derive(Clone, Debug)]
pub enum HolderRef {
    /// A user.
    User(UserRef),
    /// A group.
    Group(GroupRef),
}

impl HolderRef {
    /// The holder, and how the audit names it. Refuses `NotFound`.
    pub(super) fn find(&self, c: &mut dyn Conn, org: OrgKey) -> Step<(Holder, Target)> {
        match self {
            Self::User(user) => {
                let user = user.find(c, org)?;
                let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
                Ok((Holder::User(user.key), target))
            }
            Self::Group(group) => {
                let group = group.find_addressed(c, org)?;
                let target = Target { kind: "group", id: group.id.0, name: group.name.to_string() };
                Ok((Holder::Group(group.key), target))
            }
        }
    }
}
