//! One call to a world's server.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::BodyExt;
use serde::Serialize;
use tower::ServiceExt;

use crate::{Answer, World};

/// One call, being put together.
#[must_use = "a call is made by `send`"]
pub struct Call<'a> {
    world: &'a World,
    from: IpAddr,
    request: Request<Body>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(world: &'a World, method: Method, target: &str) -> Self {
        let request = Request::builder().method(method).uri(target).body(Body::empty()).expect("a target");
        Self { world, from: IpAddr::from([192, 0, 2, 1]), request }
    }

    /// From another address.
    pub fn from(mut self, address: &str) -> Self {
        self.from = address.parse().expect("an address");
        self
    }

    /// To a host by its name.
    pub fn at(self, host: &str) -> Self {
        self.header("host", host)
    }

    /// With a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header name");
        self.request.headers_mut().append(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// With an Aria token.
    pub fn ops_token(self, token: &str) -> Self {
        self.header("authorization", &format!("OpsToken {token}"))
    }

    /// With a PAM360 token.
    pub fn authtoken(self, token: &str) -> Self {
        self.header("authtoken", token)
    }

    /// With a JSON body.
    pub fn json(self, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("JSON");
        self.header("content-type", "application/json").body(body)
    }

    /// With an `INPUT_DATA` form as the vendor's samples send it.
    pub fn input_data(self, details: &impl Serialize) -> Self {
        self.header("content-type", "application/x-www-form-urlencoded").body(input_data(details))
    }

    /// With a body of any bytes.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// Makes the call.
    pub async fn send(mut self) -> Answer {
        self.request.extensions_mut().insert(wire::Peer(SocketAddr::new(self.from, 40_000)));
        let answer = self.world.router.clone().oneshot(self.request).await.expect("a router does not fail");
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes().to_vec());
        Answer { status: head.status.as_u16(), headers: head.headers, body: body.unwrap_or_default() }
    }
}

/// The `INPUT_DATA` form of a document with these `Details`, as the vendor's samples encode it.
pub(crate) fn input_data(details: &impl Serialize) -> String {
    server::scenario::input_data(details).expect("JSON")
}
