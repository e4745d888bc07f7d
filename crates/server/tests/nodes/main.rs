//! Several servers on one PostgreSQL: any request may go to any of them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up fails"
)]

mod callers;
mod cluster;
mod ends;
mod followers;
mod kill;
mod same_login;
mod sessions;
mod start;
mod visible;

use cluster::Cluster;
