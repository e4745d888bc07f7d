//! Reading a body, and not more of it than is allowed.

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use bytes::BytesMut;
use http_body_util::BodyExt;
use model::{Refusal, Rule};

use crate::Limits;
use crate::incoming::Incoming;

/// The first piece of memory taken for a body of unknown length.
const FIRST: usize = 8 << 10;

/// The whole of the body, once. A length above the limit is refused before anything is read.
pub(crate) async fn read(headers: &HeaderMap, incoming: &Incoming, limits: Limits) -> Result<Bytes, Refusal> {
    let mut body = incoming.take().ok_or(Refusal::Internal)?;
    let too_large = Refusal::TooLarge { limit: limits.body_bytes };
    let length = declared_length(headers);
    if length.is_some_and(|length| length > limits.body_bytes as u64) {
        return Err(too_large);
    }
    let mut first: Option<Bytes> = None;
    let mut all = BytesMut::new();
    while let Some(data) = next(&mut body, limits, incoming).await? {
        let had = first.as_ref().map_or(all.len(), Bytes::len);
        if had.saturating_add(data.len()) > limits.body_bytes {
            return Err(too_large);
        }
        // Most bodies come in one piece, which is then not copied.
        match first.take() {
            None if all.is_empty() => first = Some(data),
            None => all.extend_from_slice(&data),
            Some(before) => {
                all.reserve(before.len().saturating_add(data.len()).max(FIRST));
                all.extend_from_slice(&before);
                all.extend_from_slice(&data);
            }
        }
    }
    incoming.end();
    Ok(first.unwrap_or_else(|| all.freeze()))
}

/// The next bytes of the body; none at its end. Trailers are passed over.
async fn next(body: &mut Body, limits: Limits, incoming: &Incoming) -> Result<Option<Bytes>, Refusal> {
    loop {
        let status = match tokio::time::timeout(limits.idle, body.frame()).await {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) if data.is_empty() => continue,
                Ok(data) => return Ok(Some(data)),
                Err(_trailers) => continue,
            },
            Ok(Some(Err(_))) => StatusCode::BAD_REQUEST,
            Err(_elapsed) => StatusCode::REQUEST_TIMEOUT,
        };
        let _ = incoming.broken.set(status);
        return Err(Refusal::invalid("body", Rule::Format("must arrive whole")));
    }
}

/// The length given; none when there is none, or several, or no number (the server below refuses those).
pub(crate) fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
