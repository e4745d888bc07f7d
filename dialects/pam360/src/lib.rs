//! The user API of ManageEngine PAM360, served from Provisor's directory.
//!
//! Rooms, in the order a request passes them: `input` (what was sent), `auth` (who calls), `wire` (the vendor's
//! parameters and envelope), `mapping` (parameters to the record, pure), `users`, `groups`, `roles`, `policies`,
//! `passwords` and `audit` (the operations), `errors` (refusals in the vendor's words). `quirks` holds what is tolerated beyond the letter of the contract.

mod audit;
mod auth;
mod errors;
mod groups;
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "lists and edits read more of their input than a create does")
)]
mod input;
mod mapping;
mod passwords;
mod policies;
mod quirks;
mod roles;
mod routes;
mod settings;
mod users;
mod wire;

pub use routes::routes;
pub use settings::{HttpStatus, Settings, StatusCode, Style, UnknownGroup};
