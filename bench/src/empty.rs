//! The limit of every request: a handler that does nothing, behind connections set up as the server's are.

use std::io::Write;
use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tower::Service;

/// As the server's own connections have it.
const HEAD: Duration = Duration::from_secs(30);
const BUFFER: usize = 64 << 10;

/// Serves an empty answer at `/` on a free port, tells the address on standard error, and never ends.
pub fn serve() -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(accept())
}

async fn accept() -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    writeln!(std::io::stderr(), "listens on http://{}", listener.local_addr()?)?;
    let router: Router = Router::new().route("/", get(|| std::future::ready(())));
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        tokio::spawn(speak(socket, router.clone()));
    }
}

async fn speak(socket: TcpStream, router: Router) {
    let service = service_fn(move |request: Request<Incoming>| router.clone().call(request.map(Body::new)));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(BUFFER);
    // A client that goes away is no error here.
    drop(http.serve_connection(TokioIo::new(socket), service).await);
}
