//! The load harness: what the server does in a second, beside what this machine could do at most.
//!
//! Every figure stands beside a limit that was measured in the same run: the hash alone, an empty handler behind the
//! same listener, the same rows written by a plain loop, the same statements sent by `pgbench`. Each load runs on SQLite
//! and on a private PostgreSQL, by turns. Nothing here is a test: it is run by hand.

mod child;
mod client;
mod cluster;
mod empty;
mod filled;
mod load;
mod machine;
mod measures;
#[cfg(test)]
mod outside;
mod pgbench;
mod process;
mod programs;
mod random;
mod raw;
mod report;
mod request;
mod script;
mod slapd;
mod statements;
mod store;
mod template;

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use cluster::Cluster;
use measures::Setup;
use report::Report;
use store::Engine;

/// Measures the release build of the server, on SQLite and on a private PostgreSQL, against the limits of this machine.
#[derive(Debug, Parser)]
struct Cli {
    /// Seconds of each load.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Runs, of which the medians are shown; those of a figure and of its limit alternate.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// The server [default: `provisor` beside this program].
    #[arg(long)]
    server: Option<PathBuf>,
    /// Users in the large store of `lists` and `size`.
    #[arg(long, default_value_t = 1_000_000)]
    users: usize,
    /// Write `bench/RESULTS.md` as well.
    #[arg(long)]
    write: bool,
    /// What to measure [default: everything].
    what: Vec<What>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Users without password through PAM360.
    Create,
    /// One user through Aria, OIPA and Kron.
    Get,
    /// The first page of users and one far behind, through OIPA.
    Lists,
    /// Creates and reads with ten thousand users and with many.
    Size,
    /// Sign-in and users with password through Aria.
    Passwords,
    /// Sign-ins while a thousand users are created at once.
    Bulk,
    /// From start to ready.
    Start,
    /// Memory at rest and at work.
    Memory,
    /// A large group that is brought along from a directory server.
    Sync,
    /// All users through Aria, filters, and slow readers.
    Whole,
    /// A mebibyte that is made to hold PAM360's reader up.
    Hostile,
    /// The limit of `get`: a server with one empty handler, until it is killed.
    #[value(hide = true)]
    ServeEmpty,
}

const ALL: [What; 11] = [
    What::Create,
    What::Get,
    What::Lists,
    What::Size,
    What::Passwords,
    What::Bulk,
    What::Start,
    What::Memory,
    What::Sync,
    What::Whole,
    What::Hostile,
];

fn main() -> Result<()> {
    let cli = Cli::parse();
    if cli.what.contains(&What::ServeEmpty) {
        return empty::serve();
    }
    let setup = Setup {
        server: cli.server.map_or_else(beside_this_program, |path| Ok(std::path::absolute(path)?))?,
        time: Duration::try_from_secs_f64(cli.seconds).context("--seconds")?,
        runs: cli.runs.max(1),
        users: cli.users,
        engines: [Engine::Sqlite, Engine::Postgres(Cluster::start()?)],
    };
    let what = if cli.what.is_empty() { ALL.to_vec() } else { cli.what };
    let mut report = Report::default();
    for what in what {
        match what {
            What::Create => measures::create::measure(&setup, &mut report)?,
            What::Get => measures::get::measure(&setup, &mut report)?,
            What::Lists => measures::lists::measure(&setup, &mut report)?,
            What::Size => measures::size::measure(&setup, &mut report)?,
            What::Passwords => measures::passwords::measure(&setup, &mut report)?,
            What::Bulk => measures::bulk::measure(&setup, &mut report)?,
            What::Start => measures::start::measure(&setup, &mut report)?,
            What::Memory => measures::memory::measure(&setup, &mut report)?,
            What::Sync => measures::sync::measure(&setup, &mut report)?,
            What::Whole => measures::whole::measure(&setup, &mut report)?,
            What::Hostile => measures::hostile::measure(&setup, &mut report)?,
            What::ServeEmpty => {}
        }
    }
    let text = report.markdown(&setup)?;
    if cli.write {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");
        std::fs::write(path, &text).context("RESULTS.md")?;
    }
    std::io::stdout().write_all(text.as_bytes()).context("standard output")
}

fn beside_this_program() -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("provisor"))
}
