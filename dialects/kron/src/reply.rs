//! Answers that say nothing but that it is done.

use ::wire::{Response, answer};
use axum::http::StatusCode;
use serde::Serialize;

use crate::errors::JSON;

/// The empty object, for clients that read any answer as JSON.
#[derive(Serialize)]
pub(crate) struct Nothing {}

/// 200 with the empty object.
pub(crate) fn done() -> Response {
    answer::json(StatusCode::OK, JSON, &Nothing {})
}
