//! A client of our own server: a connection for each call.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use http::{HeaderMap, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::scenario::{Given, Request};

/// Calls one server.
pub struct Client(SocketAddr);

/// An answer, read whole.
pub struct Answer {
    status: http::StatusCode,
    headers: HeaderMap,
    body: bytes::Bytes,
}

impl Client {
    /// Of the server at this address.
    pub const fn new(address: SocketAddr) -> Self {
        Self(address)
    }

    /// Whom it calls.
    pub const fn address(&self) -> SocketAddr {
        self.0
    }

    /// Makes a call and reads its answer.
    pub async fn call(&self, request: &Request) -> Result<Answer> {
        let stream = TcpStream::connect(self.0).await.context("the server cannot be reached")?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let exchange = async {
            let answer = sender.send_request(self.http(request)?).await?;
            let (head, body) = answer.into_parts();
            let body = body.collect().await?.to_bytes();
            drop(sender);
            anyhow::Ok(Answer { status: head.status, headers: head.headers, body })
        };
        let (answer, ended) = tokio::join!(exchange, connection);
        let answer = answer?;
        ended?;
        Ok(answer)
    }

    fn http(&self, request: &Request) -> Result<hyper::Request<Full<bytes::Bytes>>> {
        let mut http = hyper::Request::builder().method(request.method.clone()).uri(&request.target);
        http = http.header(header::HOST, self.0.to_string());
        for (name, value) in &request.headers {
            http = http.header(name, value);
        }
        Ok(http.body(Full::new(request.body.clone().into()))?)
    }
}

impl Answer {
    /// As the expectations look at it.
    pub fn given(&self) -> Given<'_> {
        Given { status: self.status.as_u16(), headers: &self.headers, body: &self.body }
    }

    /// The status with its words: `201 Created`.
    pub fn status_line(&self) -> String {
        self.status.to_string()
    }

    /// The headers.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}
