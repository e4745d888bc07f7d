//! What a dialect declares: its operations, and how it words what no handler sees.

use axum::http::Method;
use directory::Via;
use model::Refusal;

use crate::{Head, Response};

/// One operation of a dialect.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name in the dialect's own words; in the audit, the logs and the metrics.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path below the dialect's base; `{name}` stands for one segment. A literal segment wins over a parameter.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
}

/// Who may call an operation: a statement that tests and documents are made from; handlers keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Only a caller with a credential.
    Caller,
    /// Anyone; a credential changes nothing.
    Anyone,
    /// Anyone; a credential may change the answer.
    Optional,
}

/// An operation as it stands in the server.
#[derive(Clone, Debug)]
pub struct OperationInfo {
    /// The door it belongs to.
    pub via: Via,
    /// Its name.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Its whole path, `{name}` for a parameter.
    pub path: String,
    /// Who may call it.
    pub access: Access,
}

/// How a dialect words what its handlers do not answer themselves.
pub trait Answers: Send + Sync + 'static {
    /// A refusal: given back by a handler, or `Internal` after a handler's panic. `Retry-After` is added where the
    /// refusal has one.
    fn refused(&self, head: &Head, refusal: &Refusal) -> Response;

    /// A path below the dialect's base that it does not have.
    fn no_such_path(&self, head: &Head) -> Response;

    /// A path that the dialect has, with another method. The header `Allow` is added.
    fn wrong_method(&self, head: &Head, allow: &str) -> Response;
}

/// What a handler may give.
pub trait IntoAnswer {
    /// The answer, or the refusal that the dialect's [`Answers`] word.
    fn into_answer(self) -> Result<Response, Refusal>;
}

impl IntoAnswer for Response {
    fn into_answer(self) -> Result<Response, Refusal> {
        Ok(self)
    }
}

impl IntoAnswer for Result<Response, Refusal> {
    fn into_answer(self) -> Result<Response, Refusal> {
        self
    }
}
