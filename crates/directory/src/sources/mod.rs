//! Auth sources: where users and groups come from, besides here.
//!
//! What a source is asked with (its host, its base, ..) is kept as the dialect names it. The password it is asked with is
//! kept sealed, under a key that is not in the store, and is in no answer and no event.

mod ask;
mod checks;
pub(crate) mod connect;
mod create;
mod delete;
mod get;
mod list;
mod properties;
mod propose;
pub(crate) mod repo;
pub(crate) mod sealed;
mod search;
mod source;
mod synchronize;
mod test;
mod types;
mod update;

pub use create::{NewSource, create};
pub use delete::{Deletion, delete};
pub use get::{Opened, get, open};
pub use ldap::{Certificate, Found, Group, Person, Secret};
pub use list::{SourceName, list, names, types};
pub use propose::{Proposed, propose, propose_update};
pub use search::{MOST_FOUND, Search, search_groups, search_users};
pub use source::{Accepted, AuthSource, Properties};
pub(crate) use synchronize::finish_left;
pub use synchronize::{Described, Synchronized, synchronize};
pub use test::{Trial, test};
pub use types::{Form, PropertyType, SourceType, TYPES};
pub use update::{SourceChange, update};
