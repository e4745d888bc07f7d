//! Work that one node at a time does for all.
//!
//! A lease saves the other nodes the trouble; by itself it is no lock. Clocks of nodes differ, and a node may be stopped for
//! a minute and go on: what must not be done by two at once asks [`is_held`] in its transaction too.

mod hold;
mod repo;

pub(crate) use hold::{Lease, hold, is_held, release};
