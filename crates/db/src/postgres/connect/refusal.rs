//! Why a connection was not made, in a sentence that says what to do.

use super::target::{Place, Server, Target};
use crate::{Error, Kind};
use std::error::Error as _;
use std::io;

/// Why one server could not be used.
pub(super) struct Refusal {
    /// True when it may be gone at the next try.
    passing: bool,
    sentence: String,
}

impl Refusal {
    pub fn passing(sentence: String) -> Self {
        Self { passing: true, sentence }
    }

    fn lasting(sentence: String) -> Self {
        Self { passing: false, sentence }
    }
}

/// One error of all that were met.
pub(super) fn joined(refusals: Vec<Refusal>) -> Error {
    let kind = if refusals.iter().any(|refusal| refusal.passing) { Kind::Lost } else { Kind::Other };
    let sentences: Vec<_> = refusals.into_iter().map(|refusal| refusal.sentence).collect();
    match sentences.as_slice() {
        [one] => Error::new(kind, one.clone()),
        all => Error::new(kind, format!("none of the servers can be used: {}", all.join("; "))),
    }
}

/// What the driver's error means. The driver repeats no password; a server could only repeat what it was told.
pub(super) fn of(target: &Target, place: &Place, error: &tokio_postgres::Error) -> Refusal {
    if let Some(said) = error.as_db_error() {
        return said_by_server(target, place, said.code().code(), said.message());
    }
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    if let Some(io) = error.source().and_then(|source| source.downcast_ref::<io::Error>())
        && io.get_ref().is_none_or(|inner| !inner.is::<rustls::Error>())
    {
        return unreached(target, place, io);
    }
    match error.to_string().as_str() {
        "error performing TLS handshake" if cause.contains("does not support TLS") => {
            Refusal::lasting(format!(
                "{place} has no TLS; turn ssl on there, or say sslmode=disable if nobody else can listen"
            ))
        }
        "error performing TLS handshake" => Refusal::lasting(format!(
            "the TLS certificate of {place} is not accepted ({cause}); check sslrootcert, the host's name and sslmode"
        )),
        "invalid configuration" if cause.contains("password") => Refusal::lasting(format!(
            "{place} wants a password for {} and none was given; put it into PGPASSWORD or a password file",
            target.user
        )),
        text if error.is_closed() => Refusal::passing(format!("{place} has closed the connection ({text})")),
        text if cause.is_empty() => Refusal::lasting(format!("{place} cannot be used: {text}")),
        text => Refusal::lasting(format!("{place} cannot be used: {text}: {cause}")),
    }
}

/// By SQLSTATE: PostgreSQL's manual, appendix A.
fn said_by_server(target: &Target, place: &Place, code: &str, message: &str) -> Refusal {
    let (user, database) = (&target.user, &target.database);
    match (code, code.get(..2).unwrap_or_default()) {
        ("3D000", _) => Refusal::lasting(format!(
            "{place} has no database {database}; make it with CREATE DATABASE, or correct the URL"
        )),
        (_, "28") => Refusal::lasting(format!(
            "{place} refuses the login of {user} ({message}); check the user, the password and pg_hba.conf"
        )),
        ("42501", _) => Refusal::lasting(format!(
            "{place} does not let {user} into the database {database} ({message}); grant CONNECT"
        )),
        ("53300", _) => Refusal::passing(format!(
            "{place} has no connection left ({message}); raise max_connections there, or the role's or the database's own \
             limit"
        )),
        _ => Refusal::passing(format!(
            "{place} does not open a session ({message}, SQLSTATE {code}); look into its log"
        )),
    }
}

fn unreached(target: &Target, place: &Place, error: &io::Error) -> Refusal {
    match error.kind() {
        // The driver's own word for a session that does not fit `target_session_attrs`.
        io::ErrorKind::PermissionDenied if error.get_ref().is_some() => Refusal::passing(format!(
            "{place} is read-only (a replica); name the primary, or list all servers and the one that takes writes is \
             found"
        )),
        io::ErrorKind::TimedOut => Refusal::passing(format!(
            "{place} does not answer within {} s; check the address and firewalls, or raise connect_timeout",
            target.limit.map_or(0, |limit| limit.as_secs())
        )),
        io::ErrorKind::NotFound if matches!(place.server, Server::Socket(_)) => {
            Refusal::passing(format!("there is no {place}; start the server, or name its host in the URL"))
        }
        _ => Refusal::passing(format!(
            "{place} cannot be reached ({error}); check that it runs and the address is right"
        )),
    }
}
