//! Clients that take their time.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use tokio::sync::mpsc;

use super::*;

fn hasty() -> Limits {
    Limits { head: SHORT, idle: SHORT, ..Limits::default() }
}

#[tokio::test]
async fn a_head_that_does_not_come_to_its_end_closes_the_connection() {
    let server = Server::start(echo(), hasty()).await;
    for start in [&b""[..], b"POST", b"POST /test/it HTTP/1.1\r\nHost: x\r\n"] {
        assert!(!server.say(start).await.contains(" 200 "));
    }
    server.lives().await;
}

#[tokio::test]
async fn a_connection_without_a_further_request_is_closed() {
    let server = Server::start(echo(), hasty()).await;
    let answer = server.say(b"POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok").await;
    assert!(answer.ends_with("ok"), "{answer}");
}

#[tokio::test]
async fn a_body_that_stands_still_is_ended_with_408() {
    let server = echoing().await;
    let answer = server.say(b"POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc").await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    server.lives().await;
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_given_up() {
    let (sent, mut given_up) = mpsc::channel::<()>(1);
    let router = door(move |(), _: Call| {
        let sent = sent.clone();
        async move {
            let piece = Bytes::from(vec![b'x'; 1 << 16]);
            let endless = Endless { piece, _sent: sent };
            answer::bytes(StatusCode::OK, "text/plain", Body::new(endless))
        }
    });
    let server = Server::start(router, hasty()).await;
    let mut client = server.connect().await;
    client.write_all(&post("", "")).await.unwrap();
    // The router holds one end; once it is dropped with the server, only the answer's is left.
    let until = client.readable();
    until.await.unwrap();
    let Server { stop, served, .. } = server;
    stop.send(()).unwrap();
    let drained = tokio::time::timeout(Duration::from_secs(20), served).await.unwrap().unwrap();
    assert_eq!(drained, Drained::Whole);
    assert_eq!(given_up.recv().await, None);
}

/// A body without end.
struct Endless {
    piece: Bytes,
    _sent: mpsc::Sender<()>,
}

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
        std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(self.piece.clone()))))
    }
}
