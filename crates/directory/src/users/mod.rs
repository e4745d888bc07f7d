//! Users.

mod create;
mod delete;
mod get;
mod insert;
mod list;
mod new;
mod parts;
pub(crate) mod repo;
mod reset;
mod search;

pub use create::{Created, create};
pub use delete::{delete, delete_many};
pub use get::{UserRef, current, get, number_of};
pub use list::{Filter, Page, PageAfter, list};
pub use new::{NewPassword, NewUser, PasswordRule};
pub use parts::Parts;
pub use reset::reset_administrator;
