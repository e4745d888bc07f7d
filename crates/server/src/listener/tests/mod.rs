//! The listener on a real port, with clients that speak raw bytes.

mod bytes;
mod drain;
mod places;
mod time;
mod tls;

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ::wire::{
    Access, Answers, Call, Head, Kit, Limits as BodyLimits, Metrics, Operation, Proxies, Response, Routes,
    answer,
};
use axum::Router;
use axum::http::{Method, StatusCode};
use directory::{Clock, Entropy, HostNames, Outside, Via};
use model::{Dialect, Refusal, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Drained, Limits, Listener, Tls};

/// A time limit that a test waits for.
const SHORT: Duration = Duration::from_millis(40);

/// A server on a port of its own, stopped by hand.
struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Drained>,
}

impl Server {
    async fn start(router: Router, limits: Limits) -> Self {
        Self::start_with(router, limits, None).await
    }

    async fn start_with(router: Router, limits: Limits, tls: Option<Tls>) -> Self {
        let listener = Listener::bind(([127, 0, 0, 1], 0).into(), tls, limits).await.unwrap();
        let address = listener.address().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(listener.serve(router, async {
            let _ = stopped.await;
        }));
        Self { address, stop, served }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes on a connection of their own and gives all that comes back.
    async fn say(&self, bytes: &[u8]) -> String {
        let mut client = self.connect().await;
        client.write_all(bytes).await.unwrap();
        rest(&mut client).await
    }

    /// Asserts that the server still answers.
    async fn lives(&self) {
        let answer = self.say(&post("alive", "")).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("alive"), "{answer}");
    }

    async fn end(self) -> Drained {
        self.stop.send(()).unwrap();
        self.served.await.unwrap()
    }
}

/// All that the server still sends, until it closes.
async fn rest(client: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = client.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the server has sent up to the end of an answer whose body is `body`.
async fn until(client: &mut TcpStream, body: &str) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(body.as_bytes()) {
        bytes.push(client.read_u8().await.unwrap());
    }
    String::from_utf8(bytes).unwrap()
}

fn post(body: &str, headers: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST /test/it HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::default()
    }
}

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

impl HostNames for Fixed {
    fn matches<'a>(&'a self, _: &'a str, _: IpAddr) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(std::future::ready(false))
    }
}

struct Plain;

impl Answers for Plain {
    fn refused(&self, _: &Head, refusal: &Refusal) -> Response {
        let status = match refusal {
            Refusal::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        };
        answer::bytes(status, "text/plain", refusal.name())
    }

    fn no_such_path(&self, _: &Head) -> Response {
        answer::empty(StatusCode::NOT_FOUND)
    }

    fn wrong_method(&self, _: &Head, _: &str) -> Response {
        answer::empty(StatusCode::METHOD_NOT_ALLOWED)
    }
}

/// One operation, `POST /test/it`; bodies up to 1,000 bytes.
fn door<F, R>(handler: F) -> Router
where
    F: Fn((), Call) -> R + Send + Sync + 'static,
    R: Future<Output: wire::IntoAnswer> + Send + 'static,
{
    let kit = Kit {
        limits: BodyLimits { body_bytes: 1_000, idle: SHORT },
        outside: Outside { clock: Arc::new(Fixed), entropy: Arc::new(Fixed), hosts: Arc::new(Fixed) },
        proxies: Proxies::none(),
        metrics: Metrics::new(),
    };
    let operation = Operation { name: "IT", method: Method::POST, path: "/it", access: Access::Anyone };
    let routes = Routes::new(&kit, Via::Dialect(Dialect::Native), "/test", (), Plain);
    routes.operation(operation, handler).into_parts().0
}

/// Answers each body with itself.
fn echo() -> Router {
    door(|(), mut call: Call| async move {
        let body = call.body().await?;
        Ok::<_, Refusal>(answer::bytes(StatusCode::OK, "text/plain", body))
    })
}

async fn echoing() -> Server {
    Server::start(echo(), Limits::default()).await
}
