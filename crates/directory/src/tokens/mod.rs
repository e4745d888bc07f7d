//! Tokens: shown once, kept as digests.

mod issue;
mod release;
pub(crate) mod repo;
pub mod shape;
pub(crate) mod uses;

pub use issue::{API_ACCESS, Issued, NewToken, issue};
pub use release::release;
