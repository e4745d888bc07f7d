//! Handles that only tests use.

use crate::{Config, Store};

/// Interrupts the statement that SQLite's writer runs just now, if it runs one.
pub fn interrupt_writer(store: &Store) {
    store.interrupt_writer();
}

/// A store whose commits do not wait for the disk, so that a test of durability can be shown to fail.
#[must_use]
pub fn without_durability(mut config: Config) -> Config {
    config.synchronous = "OFF";
    config
}
