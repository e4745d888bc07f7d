//! PostgreSQL: some threads, each with its own connection.

mod conn;
mod connect;
mod doubt;
mod failure;
mod link;
mod pause;
mod pool;
mod rows;
mod url;
mod value;
mod worker;

pub(crate) use conn::Session;
pub(crate) use pool::Threads;
pub use url::Environment;
pub(crate) use value::column;

/// Refuses, in a sentence without a password, a `postgres://` URL that is written wrongly or says words that are not
/// understood. Opening the store looks at their values and at the files that they name.
pub fn check_url(url: &str) -> Result<(), String> {
    url::Said::read(url, &Environment::new()).map(drop)
}
