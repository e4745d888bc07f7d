//! The core: every rule about the record, and the SQL under it. No word of HTTP, no vendor's word.
//!
//! A use case is one function in a file named by its verb. It is given a [`Request`] (who asks through which
//! door) and a [`Credential`]; both become a [`Caller`] in the same closure that does the work, so that no rule
//! is applied to rights that somebody has changed meanwhile. No `Caller`, no use case.

pub mod audit;
mod authority;
mod caller;
pub mod changes;
pub mod codes;
pub mod copies;
mod credential;
mod directory;
pub mod groups;
pub mod hosts;
mod leases;
mod numbers;
pub mod orgs;
mod outside;
pub mod passwords;
pub mod policies;
mod request;
pub mod roles;
mod run;
mod schema;
pub mod scopes;
pub mod seals;
pub mod second_factor;
pub mod sessions;
pub mod sources;
mod throttle;
pub mod tokens;
pub mod totals;
pub mod users;

pub use caller::Caller;
pub use credential::{Credential, TokenDigest, TokenSecret};
pub use db::Meter;
pub use directory::{Config, Directory};
pub use outside::{Clock, Entropy, HostNames, Outside};
pub use request::{Request, Via};
pub use schema::MIGRATIONS;
pub use throttle::Limits as ThrottleLimits;

/// What a dialect's pure mapping made of a request: the thing asked for, or why its door refuses it.
///
/// A use case takes a draft rather than the thing, since a refusal of the door comes after the credential, the
/// caller's state and authority: a caller without authority learns nothing (`one-record` section 9).
pub type Draft<T> = Result<T, model::Refusal>;
