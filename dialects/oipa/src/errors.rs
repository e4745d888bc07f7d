//! How refusals are worded: one total match from the core's kinds to status, code and text (section 7).

mod words;

use ::wire::{Answers, Head, Response, answer};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, WWW_AUTHENTICATE};
use model::refusal::Forbidden;
use model::{Addressing, Refusal};

use crate::settings::DuplicateStatus;
use crate::wire::{ErrorBody, Problem};

pub(crate) use words::Body;

/// The content type of every answer.
pub(crate) const JSON: &str = "application/json";
/// Login and password are asked for by this name (section 3).
const CHALLENGE: &str = "Basic realm=\"PASService\"";

/// An error as it is answered.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    problems: Vec<Problem>,
}

impl ApiError {
    /// A refusal of the request as a whole.
    pub fn plain(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, problems: vec![Problem { field: None, code, message: message.into() }] }
    }

    fn bad(field: Option<String>, code: &'static str, message: impl Into<String>) -> Self {
        let problem = Problem { field, code, message: message.into() };
        Self { status: StatusCode::BAD_REQUEST, problems: vec![problem] }
    }

    /// The answer; one that asks for a credential says which.
    pub fn into_response(self) -> Response {
        let message = format!("Request rejected: {} problem(s)", self.problems.len());
        let body = ErrorBody { status: "ERROR", message, errors: &self.problems };
        let mut response = answer::json(self.status, JSON, &body);
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE));
        }
        response
    }
}

/// The words of this dialect, where there is no body to speak of.
pub(crate) struct Words;

impl Answers for Words {
    fn refused(&self, _: &Head, refusal: &Refusal) -> Response {
        refused(refusal, &Body::NONE).into_response()
    }

    fn no_such_path(&self, _: &Head) -> Response {
        ApiError::plain(StatusCode::NOT_FOUND, "NOT_FOUND", "There is no such resource").into_response()
    }

    fn wrong_method(&self, _: &Head, allow: &str) -> Response {
        let message = format!("The method is not allowed here; allowed: {allow}");
        ApiError::plain(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message).into_response()
    }
}

/// A client that takes no JSON.
pub(crate) fn not_acceptable() -> ApiError {
    ApiError::plain(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", "Answers are in application/json only")
}

/// The one match.
pub(crate) fn refused(refusal: &Refusal, body: &Body<'_>) -> ApiError {
    use StatusCode as S;
    match refusal {
        Refusal::Unauthenticated(_) | Refusal::Locked { .. } | Refusal::Expired(_) => {
            ApiError::plain(S::UNAUTHORIZED, "UNAUTHORIZED", "Login name or password is not valid")
        }
        Refusal::Forbidden(Forbidden::MustChangePassword) => {
            ApiError::plain(S::FORBIDDEN, "FORBIDDEN", "The password must be changed first")
        }
        Refusal::Forbidden(
            Forbidden::Lacks(_) | Forbidden::GivesMoreThanHeld(_) | Forbidden::Org(_) | Forbidden::Companion,
        ) => ApiError::plain(S::FORBIDDEN, "FORBIDDEN", "The operation is not permitted for this user"),
        Refusal::NotFound { what, addressing, name } => {
            let message = words::no_such(*what, name);
            match addressing {
                Addressing::Addressed => ApiError::plain(S::NOT_FOUND, "NOT_FOUND", message),
                Addressing::ReferredTo => {
                    ApiError::bad(Some(body.core_field(words::member(*what))), "UNKNOWN_VALUE", message)
                }
            }
        }
        Refusal::Exists { what, name } => {
            let problem =
                Problem { field: body.named(name), code: "DUPLICATE", message: words::taken(*what, name) };
            ApiError { status: body.duplicate.status(), problems: vec![problem] }
        }
        Refusal::Invalid(all) => {
            let problems = all.iter().map(|invalid| words::problem(invalid, body)).collect();
            ApiError { status: status_of(all, body.duplicate), problems }
        }
        Refusal::Conflict(conflict) => ApiError::bad(None, "NOT_ALLOWED", words::conflict(conflict)),
        Refusal::Limited { .. } => ApiError::plain(S::TOO_MANY_REQUESTS, "LIMITED", "Too many requests"),
        Refusal::TooLarge { limit } => {
            let message = format!("The request body is larger than {limit} bytes");
            ApiError::plain(S::PAYLOAD_TOO_LARGE, "TOO_LARGE", message)
        }
        Refusal::Unavailable { .. } => {
            ApiError::plain(S::SERVICE_UNAVAILABLE, "BUSY", "The server is busy; try again")
        }
        Refusal::SourceFailed { .. } => {
            ApiError::plain(S::SERVICE_UNAVAILABLE, "BUSY", "The directory source cannot be reached")
        }
        Refusal::OutcomeUnknown(request) => {
            let message = format!("It is not known whether request {request} took effect");
            ApiError::plain(S::SERVICE_UNAVAILABLE, "BUSY", message)
        }
        Refusal::Internal => ApiError::plain(S::INTERNAL_SERVER_ERROR, "INTERNAL", "Internal server error"),
    }
}

/// The site's status when login names that are taken are all that is wrong.
fn status_of(all: &[model::Invalid], duplicate: DuplicateStatus) -> StatusCode {
    let taken = |one: &model::Invalid| one.rule == model::Rule::Twice && one.field.ends_with(".loginName");
    if all.iter().all(taken) { duplicate.status() } else { StatusCode::BAD_REQUEST }
}

#[cfg(test)]
mod tests;
