//! A body between the handler, which may read it or leave it, and the door, which answers for the connection.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::EXPECT;
use axum::http::{HeaderMap, StatusCode};
use http_body::Body as _;
use http_body_util::BodyExt;

use crate::body::declared_length;

/// The most bytes of a body without a reader that are passed over for the sake of the connection.
const PASSED_OVER: usize = 64 << 10;
/// How long they are waited for: many clients send the body after the head, in a packet of its own.
const MOMENT: Duration = Duration::from_millis(100);

/// The body of one request.
pub(crate) struct Incoming {
    left: Mutex<Option<Body>>,
    whole: AtomicBool,
    /// Says that the body did not arrive, and which status tells it: whatever a dialect makes of the refusal, the door
    /// answers with this.
    pub broken: OnceLock<StatusCode>,
}

impl Incoming {
    pub fn new(body: Body) -> Self {
        let whole = AtomicBool::new(body.is_end_stream());
        Self { left: Mutex::new(Some(body)), whole, broken: OnceLock::new() }
    }

    /// The body, for its one reader.
    pub fn take(&self) -> Option<Body> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Its reader has come to the end.
    pub fn end(&self) {
        self.whole.store(true, Ordering::Relaxed);
    }

    /// Whether nothing of it is left, so that the connection can carry another request. A small body that nobody read is
    /// passed over for that, if it comes at once and its client is not waiting to be asked for it.
    pub async fn is_spent(&self, headers: &HeaderMap) -> bool {
        if self.whole.load(Ordering::Relaxed) {
            return true;
        }
        let Some(left) = self.take() else { return false };
        let is_long = declared_length(headers).is_some_and(|length| length > PASSED_OVER as u64);
        if is_long || headers.contains_key(EXPECT) {
            return false;
        }
        tokio::time::timeout(MOMENT, is_passed_over(left)).await.unwrap_or(false)
    }
}

/// Whether the body ends within what is passed over.
async fn is_passed_over(mut body: Body) -> bool {
    let mut room = PASSED_OVER;
    loop {
        let Some(frame) = body.frame().await else { return true };
        let Ok(frame) = frame else { return false };
        match room.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
            Some(rest) => room = rest,
            None => return false,
        }
    }
}
