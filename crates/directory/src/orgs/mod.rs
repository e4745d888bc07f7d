//! Organisations.

pub(crate) mod repo;
