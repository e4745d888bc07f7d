//! How refusals are worded: one total match from the core's kinds to the vendor's status, code and text (section 5).

mod words;

use ::wire::{Answers, Head, JsonError, Response};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, WWW_AUTHENTICATE};
use model::{Conflict, Refusal};

use crate::media::Media;
use crate::wire::{Error, InputBodyLocation, NameValue, ValidationFailure, WrongTypes};
use crate::xml::XmlError;
use crate::{auth, reply};

/// The opener of refusals of a body's form; clients may match it (section 5.2).
const FORMAT: &str = "Invalid input format.";
/// The text for a wrong name or password, and for no credential (section 5.2).
const CREDENTIALS: &str = "The provided username/password or token is not valid. Please try again.";

/// An error as it is answered.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    body: Box<Error>,
}

impl ApiError {
    /// An error whose code repeats the status.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self::coded(status, status.as_u16(), message)
    }

    fn coded(status: StatusCode, code: u16, message: impl Into<String>) -> Self {
        let body = Error {
            kind: "Error",
            message: message.into(),
            more_information: Vec::new(),
            validation_failures: Vec::new(),
            http_status_code: status.as_u16(),
            api_error_code: code,
            input_body_location: None,
        };
        Self { status, body: Box::new(body) }
    }

    fn bad(code: u16, message: impl Into<String>) -> Self {
        Self::coded(StatusCode::BAD_REQUEST, code, message)
    }

    fn format() -> Self {
        Self::bad(400, FORMAT)
    }

    fn because(mut self, words: impl Into<String>) -> Self {
        self.body.more_information.push(NameValue { name: "errorMessage", value: words.into() });
        self
    }

    /// No body where one is needed.
    pub fn no_body() -> Self {
        Self::format().because("A request body is required.")
    }

    /// A body that is no JSON.
    pub fn json(error: &JsonError) -> Self {
        Self::syntax(error.fault.to_string(), error.line, error.column)
    }

    /// A body that is no XML, or not the XML that is wanted.
    pub fn xml(error: &XmlError) -> Self {
        Self::syntax(error.fault.to_string(), error.line, error.column)
    }

    fn syntax(words: String, line_number: usize, column_number: usize) -> Self {
        let mut refused = Self::format().because(words);
        refused.body.input_body_location = Some(InputBodyLocation { line_number, column_number });
        refused
    }

    /// Values of a wrong type.
    pub fn types(wrong: WrongTypes) -> Self {
        let mut refused = Self::format();
        refused.body.validation_failures = wrong.0;
        refused
    }

    /// A query or path that is not UTF-8, or has too much of it.
    pub fn query(error: ::wire::BadForm) -> Self {
        Self::format().because(error.to_string())
    }

    /// A parameter of the query that must be there.
    pub fn missing_parameter(name: &str) -> Self {
        Self::bad(1509, format!("Query Parameter \"{name}\" is required."))
    }

    /// A value of a parameter in query or path that cannot be one.
    pub fn parameter(value: &str) -> Self {
        let shown: String = value.chars().take(words::MOST_REPEATED).collect();
        Self::bad(1501, format!("Value \"{shown}\" is invalid for request param."))
    }

    fn violations(all: &[model::Invalid]) -> Self {
        let mut refused = Self::bad(400, format!("Invalid request... #{} violations found.", all.len()));
        let failure = |invalid: &model::Invalid| ValidationFailure {
            failure_message: words::rule(&invalid.rule),
            violation_path: words::path(&invalid.field).into_owned(),
        };
        refused.body.validation_failures = all.iter().map(failure).collect();
        refused
    }

    /// The answer; one that asks for a credential says which.
    pub fn answer(self, media: Media) -> Response {
        let mut response = reply::within(media, self.status, &*self.body);
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("OpsToken"));
        }
        response
    }
}

/// The words of this dialect.
pub(crate) struct Words;

impl Answers for Words {
    fn refused(&self, head: &Head, refusal: &Refusal) -> Response {
        let is_acquire = head.request.operation == crate::routes::ACQUIRE;
        let scheme = if is_acquire { None } else { auth::token_scheme(&head.headers) };
        refused(scheme, refusal).answer(Media::of_errors(&head.headers))
    }

    fn no_such_path(&self, head: &Head) -> Response {
        ApiError::new(StatusCode::NOT_FOUND, "There is no such resource.")
            .answer(Media::of_errors(&head.headers))
    }

    fn wrong_method(&self, head: &Head, allow: &str) -> Response {
        let message = format!("The method is not allowed here. Allowed: {allow}.");
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, message).answer(Media::of_errors(&head.headers))
    }
}

/// The one match. `scheme`: of the token that was given, as it was spelled; none where none was given, and at acquire,
/// where a stale one does not matter.
fn refused(scheme: Option<&str>, refusal: &Refusal) -> ApiError {
    match refusal {
        Refusal::Unauthenticated(_) | Refusal::Locked { .. } | Refusal::Expired(_) => unauthorized(scheme),
        Refusal::Forbidden(why) => ApiError::new(StatusCode::FORBIDDEN, words::forbidden(why)),
        Refusal::NotFound { what, addressing: _, name } => {
            ApiError::new(StatusCode::NOT_FOUND, format!("No such {} - {name}.", words::noun(*what)))
        }
        Refusal::Exists { what, name } => {
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, words::exists(*what, name))
        }
        Refusal::Invalid(all) => ApiError::violations(all),
        Refusal::Conflict(Conflict::Protected) => ApiError::bad(
            400,
            "The own account and the last administrator can be neither deleted nor disabled nor demoted.",
        ),
        Refusal::Conflict(Conflict::BuiltIn) => ApiError::bad(400, "A built-in object cannot be changed."),
        Refusal::Conflict(Conflict::State(words)) => ApiError::bad(400, *words),
        Refusal::Conflict(Conflict::ApiAccessOff) => {
            ApiError::bad(400, "The user has no access to that API.")
        }
        Refusal::Conflict(Conflict::Version) => ApiError::bad(400, "The object was changed meanwhile."),
        Refusal::Limited { .. } => ApiError::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests."),
        Refusal::TooLarge { limit } => {
            let message = format!("The request body is larger than {limit} bytes.");
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, message)
        }
        Refusal::Unavailable { .. } => {
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "The server is busy. Please try again.")
        }
        Refusal::SourceFailed { draft: true, why } => ApiError::bad(400, why.as_str()),
        Refusal::SourceFailed { draft: false, why } => {
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, why.as_str())
        }
        Refusal::OutcomeUnknown(request) => {
            let message = format!("It is not known whether request {request} took effect.");
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, message)
        }
        Refusal::Internal => {
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server error, cause unknown.")
        }
    }
}

fn unauthorized(scheme: Option<&str>) -> ApiError {
    match scheme {
        Some(scheme) => {
            let message =
                format!("The provided token for auth scheme \"{scheme}\" is either invalid or has expired.");
            ApiError::coded(StatusCode::UNAUTHORIZED, 1512, message)
        }
        None => ApiError::new(StatusCode::UNAUTHORIZED, CREDENTIALS),
    }
}

#[cfg(test)]
mod tests;
