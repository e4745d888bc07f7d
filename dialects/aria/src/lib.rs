//! The Suite API of VMware Aria Operations, its section Auth, as one more door to the directory.
//!
//! Contract: `aria-operations`; where `one-record` differs, it wins. [`routes`] is all that the server needs.

mod auth;
mod body;
mod current;
mod errors;
mod groups;
mod headers;
mod late;
mod list;
mod mapping;
mod media;
mod node;
mod permissions;
mod quirks;
mod reply;
mod roles;
mod routes;
mod scopes;
mod settings;
mod source_people;
mod sources;
mod tokens;
mod users;
mod versions;
mod wire;
mod xml;

pub use routes::routes;
pub use settings::Settings;
