//! Roles, and their grants.

mod catalogue;
mod change;
mod create;
mod delete;
mod get;
mod grant;
mod list;
mod reference;
pub(crate) mod repo;
mod set;
mod update;

pub use catalogue::catalogue;
pub use change::{Holding, HoldingEdit, Wanted, change};
pub use create::{NewRole, create};
pub use delete::delete;
pub use get::{get, own};
pub use grant::{give, take};
pub use list::list;
pub use reference::{HolderRef, NewGrant, RoleRef};
pub(crate) use set::set;
pub use update::{Keys, RoleEdit, update};
