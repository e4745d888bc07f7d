//! Roles, and their grants.

mod grant;
mod list;
mod reference;
pub(crate) mod repo;

pub use grant::{give, take};
pub use list::list;
pub use reference::{HolderRef, NewGrant, RoleRef};
