//! Answers in the form that the client accepts.

use ::wire::{Head, Response, answer};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION};
use serde::Serialize;

use crate::media::Media;
use crate::xml::{self, Document};

/// The content type of answers in XML; its charset is spelled as the vendor spells that of JSON.
pub(crate) const XML_UTF8: &str = "application/xml;charset=UTF-8";

/// An answer to this request; one that accepts neither form does not come this far.
pub(crate) fn to<T: Serialize + Document>(head: &Head, status: StatusCode, value: &T) -> Response {
    within(Media::accepted(&head.headers).unwrap_or(Media::Json), status, value)
}

/// As [`to`], for something that was made and is now at `place`.
pub(crate) fn created<T: Serialize + Document>(head: &Head, value: &T, place: &str) -> Response {
    let mut response = to(head, StatusCode::CREATED, value);
    if let Ok(place) = HeaderValue::try_from(place) {
        response.headers_mut().insert(LOCATION, place);
    }
    response
}

/// An answer in this form.
pub(crate) fn within<T: Serialize + Document>(media: Media, status: StatusCode, value: &T) -> Response {
    match media {
        Media::Json => answer::json(status, answer::JSON_UTF8, value),
        Media::Xml => match serde_json::to_value(value) {
            Ok(value) => answer::bytes(status, XML_UTF8, xml::document(T::ROOT, &value)),
            Err(_) => answer::empty(StatusCode::INTERNAL_SERVER_ERROR),
        },
    }
}
