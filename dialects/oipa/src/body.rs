//! Reading a body.

use ::wire::Call;
use axum::http::StatusCode;
use model::{Refusal, Rule};
use serde_json::Value;

use crate::errors::ApiError;
use crate::outcome::Failure;
use crate::quirks;

/// The body as JSON. Refuses a content type other than JSON with 415, and what is no JSON with 400 (section 7).
pub(crate) async fn read(call: &mut Call) -> Result<Value, Failure> {
    if !quirks::says_json(&call.headers) {
        let message = "The content type must be application/json";
        return Err(
            ApiError::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message).into()
        );
    }
    let body = call.body().await?;
    ::wire::json(&body).map_err(|_| Refusal::invalid("body", Rule::Format("must be valid JSON")).into())
}
