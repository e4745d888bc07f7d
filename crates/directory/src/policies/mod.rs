//! Password policies: records of an organisation. What their rules ask for stands in [`crate::passwords`].

mod check;
mod create;
mod delete;
mod generate;
mod list;
mod policy;
pub(crate) mod repo;
mod update;

pub use check::check;
pub use create::{NewPolicy, create};
pub use delete::delete;
pub use generate::generate;
pub use list::list;
pub use policy::{Policy, RulesEdit};
pub use update::{PolicyEdit, update};
