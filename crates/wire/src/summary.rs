//! The one line that each request leaves in the log.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use directory::{Meter, Request};
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::metrics::Series;
use crate::{Head, Response};

/// The target of the summary lines, for filters.
pub const TARGET: &str = "provisor::request";

/// The status of a request whose client was gone before the answer.
const CLIENT_GONE: u16 = 499;

/// Writes its line when it is dropped, so that no way out is without one. Nothing that a client may hide a secret in
/// is on it: no path, query, header or body.
pub(crate) struct Line {
    request: Request,
    method: &'static str,
    started: Instant,
    meter: Meter,
    series: Arc<Series>,
    status: u16,
    /// Why it was refused.
    pub refusal: Option<&'static str>,
    /// Whether the answer was given to its end.
    whole: bool,
}

impl Line {
    pub fn begin(head: &Head, meter: Meter, series: Arc<Series>) -> Self {
        series.begin();
        Self {
            request: head.request.clone(),
            method: method_name(&head.method),
            started: Instant::now(),
            meter,
            series,
            status: CLIENT_GONE,
            refusal: None,
            whole: false,
        }
    }

    /// Ends with this answer: now when it is there as a whole, else when its last byte was taken.
    pub fn end_with(mut self, response: Response) -> Response {
        self.status = response.status().as_u16();
        if response.body().size_hint().exact().is_some() {
            self.whole = true;
            return response;
        }
        response.map(|body| Body::new(Watched { body, line: Some(self) }))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let elapsed = self.started.elapsed();
        self.series.end(self.status, elapsed);
        let level_is_warn = self.status >= StatusCode::INTERNAL_SERVER_ERROR.as_u16();
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    target: TARGET,
                    request = %self.request.id,
                    dialect = self.request.via.name(),
                    operation = self.request.operation,
                    method = self.method,
                    status = self.status,
                    us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
                    db_us = self.meter.nanos() / 1_000,
                    rows = self.meter.rows(),
                    caller = self.request.who(),
                    peer = self.request.address.map(tracing::field::display),
                    refusal = self.refusal,
                    cut = (!self.whole).then_some(true),
                )
            };
        }
        if level_is_warn {
            line!(warn);
        } else {
            line!(info);
        }
    }
}

/// The method; one that a client made up is not repeated.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// A body that is made while it is sent: what it reads counts for its request.
struct Watched {
    body: Body,
    line: Option<Line>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Self { body, line } = &mut *self;
        let Some(meter) = line.as_ref().map(|line| line.meter.clone()) else {
            return Pin::new(body).poll_frame(cx);
        };
        let scoped =
            Meter::scope(meter, std::future::poll_fn(|cx| Poll::Ready(Pin::new(&mut *body).poll_frame(cx))));
        let polled = match std::pin::pin!(scoped).poll(cx) {
            Poll::Ready(polled) => polled,
            Poll::Pending => Poll::Pending,
        };
        match &polled {
            Poll::Ready(None) => {
                if let Some(mut line) = line.take() {
                    line.whole = true;
                }
            }
            Poll::Ready(Some(Err(_))) => drop(line.take()),
            Poll::Ready(Some(Ok(_))) | Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
