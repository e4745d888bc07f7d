//! Reading a body: the refusals of its shape, which come before the core is asked.

use ::wire::{Call, Fault};
use axum::http::StatusCode;
use serde_json::Value;

use crate::errors::ApiError;
use crate::late::Failure;
use crate::quirks;
use crate::wire::{FromMembers, whole};

/// The body as `T`.
///
/// Refuses a content type other than JSON with 415, and with 400: no body, `null`, what is no JSON (with its place),
/// and values of a wrong type (all of them, with their paths).
pub(crate) async fn read<T: FromMembers>(call: &mut Call) -> Result<T, Failure> {
    if !quirks::says_json(&call.headers) {
        let message = "The content type of the request body is not supported.";
        return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message).into());
    }
    let body = call.body().await?;
    Ok(parse(&body)?)
}

/// As [`read`], of bytes.
pub(crate) fn parse<T: FromMembers>(body: &[u8]) -> Result<T, ApiError> {
    if body.trim_ascii().is_empty() {
        return Err(ApiError::no_body());
    }
    match ::wire::json::<Value>(body) {
        Ok(Value::Null) => Err(ApiError::no_body()),
        Ok(value) => whole(&value).map_err(ApiError::types),
        Err(error) => {
            debug_assert!(matches!(error.fault, Fault::Syntax | Fault::Incomplete), "any JSON is a value");
            Err(ApiError::syntax(&error))
        }
    }
}
