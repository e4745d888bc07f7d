//! Scopes and the templates of traversal specs. They speak of monitored objects and confer nothing here.

mod create;
mod delete;
mod list;
mod repo;
mod update;

pub use create::{NewScope, create};
pub use delete::delete_many;
pub use list::{get, list, traversal_specs};
pub use update::{ScopeEdit, update};
