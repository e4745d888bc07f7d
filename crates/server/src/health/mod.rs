//! Whether the server lives, whether it can work, and what it has counted. No dialect, no caller, no secret.

mod readings;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

pub use readings::{Amount, Reading, Readings};

/// The form of `/metrics`.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// How long the store has to answer a trivial read.
const READY_WITHIN: Duration = Duration::from_secs(1);

/// `/healthz`: the process answers. `/readyz`: `ready` says true within a second, else 503. `/metrics`: all of
/// `registry`.
pub fn router<F, R>(ready: F, registry: Arc<Registry>) -> Router
where
    F: Fn() -> R + Clone + Send + Sync + 'static,
    R: Future<Output = bool> + Send + 'static,
{
    let readyz = move || {
        let ready = ready();
        async move {
            match tokio::time::timeout(READY_WITHIN, ready).await {
                Ok(true) => (StatusCode::OK, "ready\n"),
                Ok(false) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
            }
        }
    };
    Router::new()
        .route("/healthz", get(|| std::future::ready("alive\n")))
        .route("/readyz", get(readyz))
        .route("/metrics", get(move || std::future::ready(shown(&registry))))
}

fn shown(registry: &Registry) -> axum::response::Response {
    let mut text = String::new();
    match encode(&mut text, registry) {
        Ok(()) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
