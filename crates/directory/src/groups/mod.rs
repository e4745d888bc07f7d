//! Groups and dated membership.

mod create;
mod delete;
mod get;
mod list;
mod membership;
mod reference;
pub(crate) mod repo;

pub use create::{NewGroup, create};
pub(crate) use create::{insert, insert_numbered, named_id};
pub use delete::delete;
pub use get::{GroupView, get};
pub use list::{GroupPage, GroupsAfter, list};
pub use membership::{join, leave};
pub use reference::{GroupRef, IfMissing, Join};
