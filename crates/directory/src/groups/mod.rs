//! Groups and dated membership.

mod reference;
pub(crate) mod repo;

pub use reference::{GroupRef, IfMissing, Join};
