//! The headers of every answer (section 5.3). `X-Request-ID` is added by the kit; `Strict-Transport-Security` is a
//! matter of the listener, which knows whether there is TLS.

use ::wire::Response;
use axum::http::header::{
    CACHE_CONTROL, EXPIRES, HeaderName, HeaderValue, PRAGMA, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

const HEADERS: [(HeaderName, &str); 5] = [
    (CACHE_CONTROL, "no-cache, no-store, max-age=0, must-revalidate"),
    (PRAGMA, "no-cache"),
    (EXPIRES, "0"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "SAMEORIGIN"),
];

/// The answer with the headers that all have.
pub(crate) async fn add(mut answer: Response) -> Response {
    for (name, value) in HEADERS {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
