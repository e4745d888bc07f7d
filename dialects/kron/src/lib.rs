//! The user management of Kron PAM, as one more door to the directory.
//!
//! Contract: `kron-pam`; where `one-record` differs, it wins. [`routes`] is all that the server needs.

mod active_sessions;
mod auth;
mod body;
mod cookies;
mod errors;
mod groups;
mod mapping;
mod otp;
mod quirks;
mod reply;
mod routes;
mod sessions;
mod settings;
mod sign_in;
mod users;
mod wire;

pub use routes::routes;
pub use settings::{ErrorStyle, Settings};
