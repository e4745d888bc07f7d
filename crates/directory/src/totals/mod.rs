//! How many there are, without counting them and without a row that every create writes.
//!
//! A total is what was folded so far and what the change record has behind it, read in one transaction: exact at every
//! instant, for the price of the changes of the last seconds.

mod fold;
mod of;
pub(crate) mod repo;

pub(crate) use fold::fold;
pub use of::{Counted, of};
