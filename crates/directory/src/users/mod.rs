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
mod rules;
mod search;
mod set_password;

pub use create::{Created, create};
pub use delete::{delete, delete_many};
pub use get::{UserRef, current, get, number_of};
pub use list::{Filter, Page, PageAfter, list};
pub use new::{NewPassword, NewUser, PasswordRule};
pub use parts::Parts;
pub use reset::reset_administrator;
pub use set_password::set_password;
