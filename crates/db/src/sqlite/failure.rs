//! SQLite's errors in the seam's words.

use crate::{Error, Kind};
use rusqlite::ErrorCode;

/// An engine's error in the seam's words. SQLite's own texts name tables and columns, never values.
#[cold]
pub(crate) fn failure(error: &rusqlite::Error) -> Error {
    let kind = match error {
        rusqlite::Error::SqliteFailure(failure, _) => kind(failure.code),
        rusqlite::Error::SqlInputError { error, .. } => kind(error.code),
        _ => Kind::Schema,
    };
    let text = match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    };
    Error::new(kind, text)
}

fn kind(code: ErrorCode) -> Kind {
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Kind::Busy,
        ErrorCode::DiskFull | ErrorCode::OutOfMemory => Kind::Full,
        ErrorCode::OperationInterrupted => Kind::Interrupted,
        ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::DatabaseCorrupt
        | ErrorCode::NotADatabase
        | ErrorCode::FileLockingProtocolFailed => Kind::Io,
        ErrorCode::ConstraintViolation => Kind::Constraint,
        ErrorCode::Unknown | ErrorCode::SchemaChanged | ErrorCode::TypeMismatch => Kind::Schema,
        _ => Kind::Other,
    }
}
