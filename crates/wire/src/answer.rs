//! Making answers.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use model::Refusal;
use serde::Serialize;

use crate::Response;

/// The content type that the vendors print.
pub const JSON_UTF8: &str = "application/json;charset=UTF-8";

/// Compact JSON, with exactly this content type.
pub fn json(status: StatusCode, content_type: &'static str, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(text) => bytes(status, content_type, text),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            empty(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// A body of exactly this content type.
pub fn bytes(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// No body, and no content type.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Whole seconds after which to try again, where a refusal says so.
pub const fn retry_after(refusal: &Refusal) -> Option<u32> {
    match refusal {
        Refusal::Limited { retry_after } | Refusal::Unavailable { retry_after } => Some(*retry_after),
        Refusal::Unauthenticated(_)
        | Refusal::Locked { .. }
        | Refusal::Expired(_)
        | Refusal::Forbidden(_)
        | Refusal::NotFound { .. }
        | Refusal::Exists { .. }
        | Refusal::Invalid(_)
        | Refusal::Conflict(_)
        | Refusal::TooLarge { .. }
        | Refusal::SourceFailed { .. }
        | Refusal::OutcomeUnknown(_)
        | Refusal::Internal => None,
    }
}
