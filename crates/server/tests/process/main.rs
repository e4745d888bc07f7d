//! The program as an operator runs it: a process, a folder, sockets, signals.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up fails"
)]

mod callers;
mod codes;
mod commands;
mod copies;
mod demo;
mod durability;
mod kill;
mod limits;
mod lowered;
mod operations;
mod orgs;
mod otp;
mod policies;
mod postgres;
mod refusals;
mod reset;
mod stop;
mod strace;
mod tls;

use testkit::process::Installation;

/// The program that belongs to these tests, in a folder of its own.
fn installation() -> Installation {
    Installation::new(env!("CARGO_BIN_EXE_provisor"))
}
