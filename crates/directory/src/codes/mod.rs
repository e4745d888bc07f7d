//! Tables of codes that a site edits: what a dialect checks values against.

mod repo;
mod tables;

pub use tables::{Code, CodeTables, tables};
