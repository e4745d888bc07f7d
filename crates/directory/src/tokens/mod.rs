//! Tokens: shown once, kept as digests.

mod draw;
mod follow;
pub(crate) mod guesses;
mod issue;
mod regenerate;
mod release;
pub(crate) mod repo;
pub mod shape;
mod terms;
pub(crate) mod uses;

pub(crate) use draw::draw;
pub(crate) use follow::follow;
pub use issue::{API_ACCESS, Issued, NewToken, issue};
pub use regenerate::{Whose, regenerate};
pub use release::release;
pub(crate) use terms::NewTerms;
pub use terms::{Terms, TermsOf};
