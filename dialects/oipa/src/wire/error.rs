//! The body of refusals.

use serde::Serialize;

/// Section 7.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorBody<'a> {
    pub status: &'static str,
    pub message: String,
    pub errors: &'a [Problem],
}

/// Section 7; no field where the request as a whole is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    pub field: Option<String>,
    pub code: &'static str,
    pub message: String,
}
