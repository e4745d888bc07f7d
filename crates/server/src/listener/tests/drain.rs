//! The end of serving.

use tokio::sync::mpsc;

use super::*;

/// A handler that tells when it began, and ends when it is told to.
fn held() -> (Router, mpsc::UnboundedReceiver<oneshot::Sender<()>>) {
    let (tell, began) = mpsc::unbounded_channel();
    let router = door(move |(), _: Call| {
        let tell = tell.clone();
        async move {
            let (release, released) = oneshot::channel();
            tell.send(release).unwrap();
            let _ = released.await;
            answer::bytes(StatusCode::OK, "text/plain", "late")
        }
    });
    (router, began)
}

const KEEP: &[u8] = b"POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";

#[tokio::test]
async fn a_request_in_flight_is_answered_and_nothing_new_is_accepted() {
    let (router, mut began) = held();
    let server = Server::start(router, Limits::default()).await;
    let address = server.address;
    let mut client = server.connect().await;
    client.write_all(KEEP).await.unwrap();
    let release = began.recv().await.unwrap();

    let ended = tokio::spawn(server.end());
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    release.send(()).unwrap();
    let answer = rest(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("late"), "{answer}");
    assert_eq!(ended.await.unwrap(), Drained::Whole);
}

#[tokio::test]
async fn what_is_not_answered_in_time_is_cut() {
    let (router, mut began) = held();
    let server = Server::start(router, Limits { drain: SHORT, ..Limits::default() }).await;
    let mut client = server.connect().await;
    client.write_all(KEEP).await.unwrap();
    let _release = began.recv().await.unwrap();
    assert_eq!(server.end().await, Drained::Cut(1));
    assert_eq!(rest(&mut client).await, "");
}

#[tokio::test]
async fn idle_connections_do_not_hold_the_end_up() {
    let server = echoing().await;
    let mut used = server.connect().await;
    used.write_all(b"POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1").await.unwrap();
    until(&mut used, "\r\n\r\n1").await;
    let mut fresh = server.connect().await;
    server.lives().await;
    assert_eq!(server.end().await, Drained::Whole);
    assert_eq!(rest(&mut used).await, "");
    assert_eq!(rest(&mut fresh).await, "");
}
