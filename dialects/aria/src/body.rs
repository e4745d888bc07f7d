//! Reading a body: the refusals of its shape, which come before the core is asked.

use ::wire::{Call, Fault};
use axum::http::StatusCode;
use directory::{Credential, Draft};
use model::Refusal;
use model::refusal::BadCredential;
use serde_json::Value;

use crate::errors::ApiError;
use crate::late::Failure;
use crate::media::Media;
use crate::wire::{FromMembers, whole};
use crate::xml::{self, Document};

/// The body as `T`.
///
/// Refuses a content type other than JSON and XML with 415, and with 400: no body, `null`, what is no JSON or not the XML
/// of `T` (with its place), and values of a wrong type (all of them, with their paths).
pub(crate) async fn read<T: FromMembers + Document>(call: &mut Call) -> Result<T, Failure> {
    let media = Media::sent(&call.headers).ok_or_else(unsupported)?;
    let body = call.body().await?;
    Ok(parse(media, &body)?)
}

/// What a body asks for; nobody in particular has no body read.
pub(crate) async fn drafted<B: FromMembers + Document, T>(
    call: &mut Call,
    credential: &Credential,
    map: impl FnOnce(B) -> Draft<T>,
) -> Result<Draft<T>, Failure> {
    match credential {
        Credential::None => Ok(Err(Refusal::Unauthenticated(BadCredential::Missing))),
        _ => Ok(map(read(call).await?)),
    }
}

/// As [`drafted`], of a body that may be missing, or `null`.
pub(crate) async fn drafted_if_any<B: FromMembers + Document + Default, T>(
    call: &mut Call,
    credential: &Credential,
    map: impl FnOnce(B) -> Draft<T>,
) -> Result<Draft<T>, Failure> {
    if matches!(credential, Credential::None) {
        return Ok(Err(Refusal::Unauthenticated(BadCredential::Missing)));
    }
    let body = call.body().await?;
    let text = body.trim_ascii();
    if text.is_empty() || text == b"null" {
        return Ok(map(B::default()));
    }
    let media = Media::sent(&call.headers).ok_or_else(unsupported)?;
    Ok(map(parse(media, &body)?))
}

fn unsupported() -> ApiError {
    let message = "The content type of the request body is not supported.";
    ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
}

/// As [`read`], of bytes.
pub(crate) fn parse<T: FromMembers + Document>(media: Media, body: &[u8]) -> Result<T, ApiError> {
    if body.trim_ascii().is_empty() {
        return Err(ApiError::no_body());
    }
    let value = match media {
        Media::Json => json(body)?,
        Media::Xml => xml::read(body, T::ROOT).map_err(|error| ApiError::xml(&error))?,
    };
    if value.is_null() {
        return Err(ApiError::no_body());
    }
    whole(&value).map_err(ApiError::types)
}

fn json(body: &[u8]) -> Result<Value, ApiError> {
    ::wire::json(body).map_err(|error| {
        debug_assert!(matches!(error.fault, Fault::Syntax | Fault::Incomplete), "any JSON is a value");
        ApiError::json(&error)
    })
}
