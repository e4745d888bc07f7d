//! Servers that hang, die, and talk nonsense.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use ldap::{During, Error, Security, Source};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::world::{at, impatient, source};
use testkit::slapd::{Slapd, group_dn};

/// Accepts connections, says `first`, and then nothing more; keeps them open.
async fn says_and_hangs(first: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(first).await;
            kept.push(stream);
        }
    });
    port
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_is_given_up_in_time() {
    let port = says_and_hangs(b"").await;
    let begun = Instant::now();
    let clear = Source { times: impatient(), ..at("127.0.0.1", port) };
    let host = "127.0.0.1".to_owned();
    let late = |during| Err(Error::TimedOut { host: host.clone(), during });
    assert_eq!(clear.test().await, late(During::Answer));
    let tls = Source { security: Security::Ldaps(vec![]), ..clear.clone() };
    assert_eq!(tls.test().await, late(During::Connect));
    let times = ldap::Times { whole: impatient().answer / 2, ..impatient() };
    let short = Source { times, ..clear };
    assert_eq!(short.test().await, late(During::Whole));
    assert!(begun.elapsed() < impatient().whole);
}

#[tokio::test]
async fn a_server_that_stops_in_the_middle_of_a_message_is_given_up_in_time() {
    let port = says_and_hangs(&[0x30, 0x0c, 0x02, 0x01]).await;
    let source = Source { times: impatient(), ..at("127.0.0.1", port) };
    let host = "127.0.0.1".to_owned();
    assert_eq!(source.test().await, Err(Error::TimedOut { host, during: During::Answer }));
}

#[tokio::test]
async fn nonsense_is_an_error_and_nothing_worse() {
    for nonsense in [
        &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x80\x00\x00",
        b"\x30\x00",
        b"\x30\x03\x02\x01\x01",
        b"\x30\x05\x02\x01\x01\x42\x00",
        b"\x30\x0c\x02\x01\x09\x61\x07\x0a\x01\x00\x04\x00\x04\x00",
    ] {
        let port = says_and_hangs(nonsense).await;
        let source = Source { times: impatient(), ..at("127.0.0.1", port) };
        let error = source.test().await.unwrap_err();
        assert!(matches!(error, Error::Protocol { .. }), "{nonsense:x?}: {error}");
    }
}

/// Passes bytes on to a server, and kills that server once it has answered with so many.
async fn deadly(slapd: Arc<Mutex<Slapd>>, most: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = {
        let slapd = slapd.lock().unwrap();
        (slapd.address.clone(), slapd.port)
    };
    tokio::spawn(async move {
        let (client, _) = listener.accept().await.unwrap();
        let server = TcpStream::connect(server).await.unwrap();
        let (mut asked, mut answered) = client.into_split();
        let (mut answer, mut ask) = server.into_split();
        tokio::spawn(async move { tokio::io::copy(&mut asked, &mut ask).await });
        let (mut passed, mut bytes) = (0, vec![0; 4096]);
        while let Ok(read @ 1..) = answer.read(&mut bytes).await {
            if answered.write_all(&bytes[..read]).await.is_err() {
                return;
            }
            passed += read;
            if passed > most {
                slapd.lock().unwrap().stop();
            }
        }
    });
    port
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_of_a_search_leaves_no_half_answer() {
    let slapd = Arc::new(Mutex::new(Slapd::start()));
    let port = deadly(Arc::clone(&slapd), 200_000).await;
    let through = Source { times: impatient(), ..at("127.0.0.1", port) };
    let error = through.search_users("u*", 10_000).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_of_a_group_leaves_no_half_group() {
    let slapd = Arc::new(Mutex::new(Slapd::start()));
    let port = deadly(Arc::clone(&slapd), 300_000).await;
    let through = Source { times: impatient(), ..at("127.0.0.1", port) };
    let error = through.members_of(&group_dn("everyone"), 10_000).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_to_be() {
    let mut slapd = Slapd::start();
    let source = source(&slapd);
    source.test().await.unwrap();
    slapd.stop();
    let error = source.test().await.unwrap_err();
    assert!(error.to_string().starts_with("the directory server 127.0.0.1 cannot be reached"), "{error}");
    let nameless = Source { hosts: vec![], ..source.clone() };
    assert!(matches!(nameless.test().await, Err(Error::Unreachable { .. })));
    let unknown = Source { hosts: vec!["ldap.invalid".into()], ..source };
    assert!(matches!(unknown.test().await, Err(Error::Unreachable { .. })));
}
