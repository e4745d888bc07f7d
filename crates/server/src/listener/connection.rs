//! One connection, from its handshake to its end.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tower::Service;
use wire::Peer;

use super::socket::Socket;
use super::{Limits, Tls};

/// The most bytes of a head, and of an answer that waits for its client: a streamed list asks the store for its next
/// page only below this.
const BUFFER: usize = 64 << 10;

/// Serves `socket` until it ends. Nothing that a client does here is more than a line at debug level.
pub async fn serve(
    socket: TcpStream,
    peer: SocketAddr,
    tls: Option<Tls>,
    router: Router,
    limits: Limits,
    watcher: Watcher,
) {
    // Answers are small, and written at once.
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%peer, %error, "no TCP_NODELAY");
    }
    let socket = Socket::new(socket, limits.idle);
    let Some(tls) = tls else { return speak(socket, peer, router, limits.head, watcher).await };
    match tokio::time::timeout(limits.head, tls.accept(socket)).await {
        Ok(Ok(stream)) => speak(stream, peer, router, limits.head, watcher).await,
        Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS handshake"),
        Err(_elapsed) => tracing::debug!(%peer, "the TLS handshake took too long"),
    }
}

async fn speak<I>(io: I, peer: SocketAddr, router: Router, head: Duration, watcher: Watcher)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().call(request.map(Body::new))
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head).max_buf_size(BUFFER);
    let connection = http.serve_connection(TokioIo::new(io), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%peer, %error, "a connection broke");
    }
}
