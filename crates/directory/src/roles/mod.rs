//! Roles, and their grants.

mod reference;
pub(crate) mod repo;

pub use reference::{NewGrant, RoleRef};
