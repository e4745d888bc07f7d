//! As many connections as there are places.

use super::*;

#[tokio::test]
async fn a_connection_beyond_the_last_place_waits_for_one() {
    let server = Server::start(echo(), Limits { connections: 1, ..Limits::default() }).await;
    let mut first = server.connect().await;
    first.write_all(b"POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1").await.unwrap();
    until(&mut first, "\r\n\r\n1").await;

    let mut second = server.connect().await;
    second.write_all(&post("2", "")).await.unwrap();
    assert!(tokio::time::timeout(SHORT, second.readable()).await.is_err(), "there was no place");
    drop(first);
    assert!(rest(&mut second).await.ends_with('2'));
}

#[tokio::test]
async fn a_place_is_free_again_after_every_end() {
    let router = door(|(), _: Call| async {
        if true { panic!("of the test") } else { answer::empty(StatusCode::OK) }
    });
    let server = Server::start(router, Limits { connections: 1, head: SHORT, ..Limits::default() }).await;
    for bytes in [&b"garbage\r\n\r\n"[..], b"", &post("", "")] {
        server.say(bytes).await;
    }
    assert!(!server.say(&post("", "")).await.is_empty());
}

#[tokio::test]
async fn a_taken_address_is_named() {
    let server = echoing().await;
    let Err(error) = Listener::bind(server.address, None, Limits::default()).await else {
        panic!("it was free")
    };
    assert!(error.to_string().starts_with(&format!("cannot listen on {}: ", server.address)), "{error}");
}
