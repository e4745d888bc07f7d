//! The migrations, embedded.

use db::Migration;

/// Every migration there is, by number.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 1, name: "record", sql: include_str!("../../../migrations/0001_record.sql") }];
