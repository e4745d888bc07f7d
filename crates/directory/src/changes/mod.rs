//! The change record: what changed, in the order of commits, for those who follow the store.

mod after;
mod order;
pub(crate) mod repo;

pub use after::{Changed, after};
pub(crate) use order::keep_order;
