//! How a request names roles and the grants it wants.

use model::GrantObjects;

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
