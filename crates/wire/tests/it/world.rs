//! A small dialect and a way to call it.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use directory::{Clock, Entropy, HostNames, Outside, Via};
use http_body_util::BodyExt;
use model::{Dialect, Refusal, Timestamp};
use tower::ServiceExt;
use wire::{
    Access, Answers, Call, Head, Kit, Limits, Metrics, Operation, Peer, Proxies, Response, Routes, answer,
};

pub const BASE: &str = "/test/v1";

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_700_000_000).unwrap()
    }
}

/// Draws 0, 1, 2, ..: ids differ, and nothing is left to chance.
#[derive(Default)]
struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

struct NoHosts;

impl HostNames for NoHosts {
    fn matches<'a>(&'a self, _: &'a str, _: IpAddr) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(std::future::ready(false))
    }
}

/// Words everything as plain text.
pub struct Plain;

impl Answers for Plain {
    fn refused(&self, head: &Head, refusal: &Refusal) -> Response {
        let status = match refusal {
            Refusal::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        answer::bytes(status, "text/plain", format!("{}: {refusal}", head.request.operation))
    }

    fn no_such_path(&self, _: &Head) -> Response {
        answer::bytes(StatusCode::NOT_FOUND, "text/plain", "no such path")
    }

    fn wrong_method(&self, _: &Head, allow: &str) -> Response {
        answer::bytes(StatusCode::METHOD_NOT_ALLOWED, "text/plain", format!("only {allow}"))
    }
}

pub const fn at(name: &'static str, method: Method, path: &'static str) -> Operation {
    Operation { name, method, path, access: Access::Caller }
}

pub fn kit() -> Kit {
    Kit {
        limits: Limits { body_bytes: 16, idle: Duration::from_secs(30) },
        outside: Outside {
            clock: Arc::new(Still),
            entropy: Arc::<Counting>::default(),
            hosts: Arc::new(NoHosts),
        },
        proxies: Proxies::none(),
        metrics: Metrics::new(),
    }
}

pub fn routes(kit: &Kit) -> Routes<()> {
    Routes::new(kit, Via::Dialect(Dialect::Native), BASE, (), Plain)
}

/// One operation, `POST /test/v1/it`.
pub fn one<F, R>(kit: &Kit, handler: F) -> Router
where
    F: Fn((), Call) -> R + Send + Sync + 'static,
    R: Future<Output: wire::IntoAnswer> + Send + 'static,
{
    routes(kit).operation(at("IT", Method::POST, "/it"), handler).into_parts().0
}

pub fn text(words: impl Into<Body>) -> Response {
    answer::bytes(StatusCode::OK, "text/plain", words)
}

pub fn request(method: &str, path: &str) -> Request<Body> {
    let peer = Peer(SocketAddr::from(([192, 0, 2, 7], 4242)));
    let path = format!("{BASE}{path}");
    Request::builder().method(method).uri(path).extension(peer).body(Body::empty()).unwrap()
}

pub async fn send(router: &Router, request: Request<Body>) -> Response {
    router.clone().oneshot(request).await.unwrap()
}

pub async fn words(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// Sends without body, and gives status and words.
pub async fn ask(router: &Router, method: &str, path: &str) -> (u16, String) {
    let response = send(router, request(method, path)).await;
    (response.status().as_u16(), words(response).await)
}
