//! Tables of codes that a site edits: what a dialect checks values against.

mod kept;
mod repo;
mod tables;

pub(crate) use kept::KeptCodes;
pub use tables::{Code, CodeTables, tables};
