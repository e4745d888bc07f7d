//! The users of Oracle Insurance Policy Administration, as one more door to the directory.
//!
//! Contract: `oipa`; where `one-record` differs, it wins. [`routes`] is all that the server needs.

mod auth;
mod body;
mod codes;
mod errors;
mod mapping;
mod outcome;
mod quirks;
mod routes;
mod security_groups;
mod settings;
mod users;
mod wire;

pub use routes::routes;
pub use settings::{DuplicateStatus, PutGroups, Settings};
