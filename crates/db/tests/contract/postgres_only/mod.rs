//! What only PostgreSQL has: a server elsewhere, to be found, trusted and convinced.

mod certificates;
mod cluster;
mod login;
mod servers;
mod tls;

use cluster::Cluster;
use db::{Config, Error, Store};

/// A URL to `cluster` with a password that fits.
fn url(cluster: &Cluster, host: &str, query: &str) -> String {
    format!("postgres://postgres:{}@{host}:{}/postgres?{query}", cluster.password, cluster.port)
}

/// Opens a store and closes it; the variables are those of the environment.
fn open(url: &str, variables: &[(&str, &str)]) -> Result<(), Error> {
    let mut config = Config::postgres(url);
    config.connections = 1;
    config.environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Store::open(config, &[]).map(|store| store.close())
}

/// Why a store is not opened: one line that holds `words` and no password.
#[track_caller]
fn refused(cluster: &Cluster, url: &str, words: &[&str]) {
    let Err(error) = open(url, &[]) else { panic!("{url} is opened") };
    let sentence = error.to_string();
    for word in words {
        assert!(sentence.contains(word), "no {word:?} in: {sentence}");
    }
    let shown = format!("{sentence} {error:?}");
    assert!(!shown.contains(&cluster.password) && !sentence.contains('\n'), "{shown}");
}
