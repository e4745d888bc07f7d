//! PostgreSQL: some threads, each with its own connection.

mod conn;
mod connect;
mod doubt;
mod failure;
mod pause;
mod pool;
mod url;
mod worker;

pub(crate) use conn::{Session, column};
pub(crate) use pool::Threads;
pub use url::Environment;

/// Refuses, in a sentence without a password, a `postgres://` URL that is written wrongly or says words that are not
/// understood. Opening the store looks at their values and at the files that they name.
pub fn check_url(url: &str) -> Result<(), String> {
    url::Said::read(url, &Environment::new()).map(drop)
}
