//! Auth sources: where users and groups come from, besides here.
//!
//! What a source is asked with (its host, its base, ..) is kept as the dialect names it. The password it is asked with is
//! kept sealed, under a key that is not in the store, and is in no answer and no event.

mod checks;
pub(crate) mod connect;
mod create;
mod delete;
mod get;
mod list;
mod properties;
pub(crate) mod repo;
mod seal;
mod source;
mod synchronize;
mod types;
mod update;

pub use create::{NewSource, create};
pub use delete::delete;
pub use get::{Opened, get, open};
pub use ldap::{Person, Secret};
pub use list::{SourceName, list, names};
pub use seal::{Seals, SealsRefused};
pub use source::{Accepted, AuthSource, Properties};
pub(crate) use synchronize::finish_left;
pub use synchronize::{Described, Synchronized, synchronize};
pub use types::{Form, PropertyType, SourceType, TYPES};
pub use update::{SourceChange, update};
