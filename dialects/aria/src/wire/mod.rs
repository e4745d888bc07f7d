//! The types as the vendor spells them, members in the order of section 3.

mod error;
mod group;
mod node;
mod permission;
mod read;
mod role;
mod scope;
mod search;
mod source;
mod token;
mod user;
mod version;

pub(crate) use error::{Error, InputBodyLocation, NameValue, ValidationFailure};
pub(crate) use group::{GroupBody, UserGroup};
pub(crate) use node::{NodeStatus, ServiceKeys};
pub(crate) use permission::{ResourceSelection, RolePermission, RolePermissions, TraversalSpec};
pub(crate) use read::{FromMembers, WrongTypes, whole};
pub(crate) use role::{
    Privilege, PrivilegeGroup, PrivilegeGroups, PrivilegeKeys, PrivilegeKeysBody, Privileges, RoleBody,
    UserRole, UserRoles,
};
pub(crate) use scope::{Scope, ScopeBody, ScopeDetails, ScopesDetails, Template, Templates, UuidValues};
pub(crate) use search::{GroupHit, GroupHits, SearchGroups, SearchUsers, UserHit, UserHits};
pub(crate) use source::{
    AuthSource, AuthSources, Certificate, NameValues, Property, PropertyType, PropertyTypes, SelfLink,
    SourceBody, SourceType, SourceTypeName, SourceTypes,
};
pub(crate) use token::{AuthToken, PasswordChange, UsernamePassword};
pub(crate) use user::{ImportedUsers, Link, ModifyUser, User, UserBody, UserList};
pub(crate) use version::{Version, Versions};

#[cfg(test)]
mod tests;
