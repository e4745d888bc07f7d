//! The types as the vendor spells them, members in the order of section 3.

mod error;
mod permission;
mod read;
mod token;
mod user;
mod version;

pub(crate) use error::{Error, InputBodyLocation, NameValue, ValidationFailure};
pub(crate) use permission::{ResourceSelection, RolePermission, TraversalSpec};
pub(crate) use read::{FromMembers, WrongTypes, whole};
pub(crate) use token::{AuthToken, UsernamePassword};
pub(crate) use user::{Link, ModifyUser, User, UserBody};
pub(crate) use version::{Version, Versions};

#[cfg(test)]
mod tests;
