//! PostgreSQL: some threads, each with its own connection.

mod conn;
mod failure;
mod pool;
mod worker;

pub(crate) use conn::column;
pub(crate) use pool::Threads;
