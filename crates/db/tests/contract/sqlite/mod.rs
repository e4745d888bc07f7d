//! What only SQLite can do wrong: shared commits that break half-way, and a log that grows.

mod batch;
mod files;
mod log;
mod snapshot;
mod texts;
mod writer;
