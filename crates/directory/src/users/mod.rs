//! Users.

mod apply;
mod change;
mod close_blocks;
mod create;
mod delete;
mod get;
mod hash_first;
mod holdings;
mod insert;
mod limits;
mod list;
mod manage;
mod measure;
mod new;
mod parts;
mod persist;
pub(crate) mod repo;
mod reset;
mod rules;
mod search;
mod set_password;
mod update;

pub use apply::phones_of;
pub use change::{Change, GrantsChange, GroupsChange, NewLock, PinField, TextField};
pub(crate) use close_blocks::close_blocks;
pub use create::{Created, create};
pub use delete::{delete, delete_many};
pub use get::{UserRef, current, get, get_own_or_any, number_of};
pub use list::{Filter, Page, PageAfter, list};
pub use manage::{Known, Stretch, get_to_manage, known, list_newest};
pub use new::{NewPassword, NewUser, PasswordRule};
pub use parts::{Parts, Residues};
pub(crate) use repo::index_all;
pub use reset::reset_administrator;
pub use set_password::set_password;
pub use update::{Edit, Updated, update};
