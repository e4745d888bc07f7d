//! The store seam: SQLite and PostgreSQL behind one small connection.
//!
//! Repositories take `&mut dyn Conn` and speak one SQL text to both engines. [`Store`] owns the threads: it runs a
//! closure inside one transaction on a database thread and answers its caller when the outcome is certain.
//! This crate knows no table but the list of applied migrations.

mod config;
mod conn;
pub mod copy;
mod error;
mod job;
mod meter;
mod migrate;
pub mod order;
mod param;
mod postgres;
mod queue;
mod row;
mod sqlite;
mod stats;
mod store;
#[doc(hidden)]
pub mod testing;
pub mod text_index;
mod words;

pub use config::{Config, Database};
pub use conn::{Conn, Engine};
pub use error::{Error, Kind, Result};
pub use job::Outcome;
pub use meter::Meter;
pub use migrate::Migration;
pub use param::Param;
pub use postgres::{Environment, check_url};
pub use row::{Columns, FromColumn, Row, Value};
pub use stats::Stats;
pub use store::Store;
