//! Making a connection: where to, as whom, protected how, and what to say when it fails.

mod passfile;
mod refusal;
mod target;
#[cfg(test)]
mod tests;
mod tls;

pub(crate) use target::Target;

use super::link::Link;
use crate::{Error, Kind, Result};
use refusal::Refusal;
use std::io;
use std::net::{IpAddr, ToSocketAddrs};
use std::thread;
use target::{Place, Server};
use tokio_postgres::{Config, NoTls};

/// Connects to the first server that takes us, in the order in which they were said.
///
/// Every address has the time of `connect_timeout` for the whole way to an open session.
pub(crate) fn connect(target: &Target) -> Result<Link> {
    let mut refusals = Vec::new();
    for place in &target.places {
        match reach(target, place) {
            Ok(client) => return Ok(client),
            Err(refusal) => refusals.push(refusal),
        }
    }
    Err(refusal::joined(refusals))
}

fn reach(target: &Target, place: &Place) -> std::result::Result<Link, Refusal> {
    let mut config = target.config.clone();
    config.port(place.port);
    if let Some(password) = &place.password {
        config.password(password);
    }
    match &place.server {
        Server::Socket(folder) => {
            config.host_path(folder).ssl_mode(tokio_postgres::config::SslMode::Disable);
            session(target, place, config)
        }
        Server::Host { name, address } => {
            config.host(name);
            let mut last = Refusal::passing(format!("the host {name} has no address"));
            for address in addresses(place, name, *address)? {
                let mut config = config.clone();
                config.hostaddr(address);
                match session(target, place, config) {
                    Ok(client) => return Ok(client),
                    Err(refusal) => last = refusal,
                }
            }
            Err(last)
        }
    }
}

fn addresses(place: &Place, name: &str, said: Option<IpAddr>) -> std::result::Result<Vec<IpAddr>, Refusal> {
    if let Some(address) = said {
        return Ok(vec![address]);
    }
    let found = (name, place.port).to_socket_addrs().map_err(|error| {
        Refusal::passing(format!("the address of the host {name} is not found ({error}); check its name"))
    })?;
    let mut addresses: Vec<_> = found.map(|address| address.ip()).collect();
    addresses.dedup();
    Ok(addresses)
}

/// One try at one address. It runs on a thread of its own: the driver bounds only the first step, and a server that
/// accepts and then says nothing would hold us for ever.
fn session(target: &Target, place: &Place, config: Config) -> std::result::Result<Link, Refusal> {
    let tls = target.tls.clone();
    let work = move || match tls {
        Some(tls) => Link::connect(&config, tls),
        None => Link::connect(&config, NoTls),
    };
    let known = |made: io::Result<std::result::Result<Link, tokio_postgres::Error>>| {
        let made =
            made.map_err(|error| Refusal::passing(format!("no session can be begun here: {error}")))?;
        made.map_err(|error| refusal::of(target, place, &error))
    };
    let Some(limit) = target.limit else { return known(work()) };
    let (send, made) = crossbeam_channel::bounded(1);
    let named = thread::Builder::new().name("db-connect".into());
    named
        .spawn(move || drop(send.send(work())))
        .map_err(|error| Refusal::passing(format!("no thread could be started: {error}")))?;
    match made.recv_timeout(limit) {
        Ok(made) => known(made),
        Err(_) => Err(Refusal::passing(format!(
            "{place} did not open a session within {} s; check that it is a PostgreSQL, or raise connect_timeout",
            limit.as_secs()
        ))),
    }
}

/// A sentence about words that make no sense, as an error.
pub(crate) fn misspoken(sentence: String) -> Error {
    Error::new(Kind::Other, sentence)
}
