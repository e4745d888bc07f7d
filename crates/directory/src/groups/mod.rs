//! Groups and dated membership.

mod associate;
mod change;
mod create;
mod delete;
mod filter;
mod get;
mod list;
mod list_numbered;
mod manage;
mod managers;
mod members;
mod members_numbered;
mod membership;
mod named;
mod reference;
pub(crate) mod repo;
mod update;

pub use associate::{associate, dissociate};
pub use change::{GroupChange, GroupEdit};
pub use create::{Contents, NewGroup, create, create_with};
pub(crate) use create::{insert, insert_numbered, named_id};
pub(crate) use delete::delete_one;
pub use delete::{delete, delete_many};
pub use filter::{GroupFilter, GroupViews, GroupViewsAfter, list_whole};
pub use get::{GroupView, Person, get, number_of};
pub use list::{GroupPage, GroupsAfter, list};
pub use list_numbered::{NumberedGroups, list_numbered};
pub use manage::{GroupChoice, get_to_manage, list_to_manage};
pub use members::members_newest;
pub use members_numbered::{MembersAfter, MembersPage, NumberedMember, members_numbered};
pub use membership::{join, leave};
pub use reference::{GroupRef, IfMissing, Join};
pub use update::update;
