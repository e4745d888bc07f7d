//! PostgreSQL's errors in the seam's words.

use crate::{Error, Kind};
use std::error::Error as _;
use tokio_postgres::Error as DriverError;
use tokio_postgres::error::DbError;

/// What a failed call means. Details are left out: the server repeats values in them.
#[cold]
pub(crate) fn failure(error: &DriverError) -> Error {
    match error.as_db_error() {
        Some(said) => Error::new(kind(said), text(said)),
        None if is_lost(error) => Error::new(Kind::Lost, error.to_string()),
        None => Error::new(Kind::Schema, error.to_string()),
    }
}

/// What a failed `COMMIT` means: only a refusal that the server spells out is certain.
#[cold]
pub(crate) fn commit_failure(error: &DriverError) -> Error {
    let failure = failure(error);
    match failure.kind() {
        Kind::Retry | Kind::Constraint => failure,
        _ => Error::because(Kind::OutcomeUnknown, failure),
    }
}

fn is_lost(error: &DriverError) -> bool {
    error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// By SQLSTATE: PostgreSQL's manual, appendix A.
fn kind(said: &DbError) -> Kind {
    let code = said.code().code();
    match (code, code.get(..2).unwrap_or_default()) {
        ("40001" | "40P01", _) => Kind::Retry,
        _ if says_stale(said) => Kind::Retry,
        // 25006: the server has become a replica, or was one; a connection to the primary may be found.
        ("25006" | "57P01" | "57P02" | "57P03" | "57P05" | "53300", _) | (_, "08") => Kind::Lost,
        ("57014", _) => Kind::Interrupted,
        ("55P03", _) => Kind::Busy,
        (_, "53") => Kind::Full,
        (_, "58") => Kind::Io,
        (_, "23") => Kind::Constraint,
        // A right that the login lacks says nothing about the schema.
        ("42501", _) => Kind::Other,
        (_, "22" | "42") => Kind::Schema,
        _ => Kind::Other,
    }
}

/// True when the server has forgotten a statement, or will not run it after a change of the schema: all are
/// prepared anew.
pub(crate) fn is_stale(error: &DriverError) -> bool {
    error.as_db_error().is_some_and(says_stale)
}

fn says_stale(said: &DbError) -> bool {
    let code = said.code().code();
    code == "26000" || (code == "0A000" && said.message().contains("cached plan"))
}

fn text(said: &DbError) -> String {
    let code = said.code().code();
    if code.starts_with("22") {
        // "invalid input syntax for type ..: <the value>"
        return format!("SQLSTATE {code}");
    }
    let message = said.message();
    match code {
        "25006" => format!("the server is read-only, a replica perhaps ({message}); name the primary"),
        "42501" => format!("PostgreSQL does not let this user do it ({message}); grant the right"),
        _ => format!("{message} (SQLSTATE {code})"),
    }
}
