use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderValue;
use wire::{Call, Kit, Peer, Proxies};

use crate::world::{kit, one, request, send, text, words};

/// The address that a handler sees, for a peer and lines of `X-Forwarded-For`; proxies live in `10.0.0.0/8` and on `::1`.
async fn seen(peer: &str, lines: &[&str]) -> String {
    let trusted = |address: IpAddr| match address {
        IpAddr::V4(v4) => v4.octets()[0] == 10,
        IpAddr::V6(v6) => v6.is_loopback(),
    };
    let kit = Kit { proxies: Proxies::trusting(trusted), ..kit() };
    let router = one(&kit, |(), call: Call| async move {
        text(call.request.address.map_or_else(|| "none".to_owned(), |address| address.to_string()))
    });
    let mut asked = request("POST", "/it");
    asked.extensions_mut().insert(Peer(SocketAddr::new(peer.parse().unwrap(), 1)));
    for line in lines {
        asked.headers_mut().append("x-forwarded-for", HeaderValue::from_bytes(line.as_bytes()).unwrap());
    }
    words(send(&router, asked).await).await
}

#[tokio::test]
async fn a_stranger_cannot_say_where_he_comes_from() {
    assert_eq!(seen("192.0.2.1", &["203.0.113.9"]).await, "192.0.2.1");
    assert_eq!(seen("10.0.0.1", &["203.0.113.9, 198.51.100.4"]).await, "198.51.100.4");
}

#[tokio::test]
async fn the_rightmost_hop_that_is_no_proxy_counts() {
    assert_eq!(seen("10.0.0.1", &["203.0.113.9, 198.51.100.4, 10.0.0.2"]).await, "198.51.100.4");
    assert_eq!(seen("10.0.0.1", &["198.51.100.4,10.0.0.3", "10.0.0.2"]).await, "198.51.100.4");
    assert_eq!(seen("10.0.0.1", &["10.0.0.9, 10.0.0.2"]).await, "10.0.0.9");
    assert_eq!(seen("10.0.0.1", &[]).await, "10.0.0.1");
}

#[tokio::test]
async fn a_hop_that_is_no_address_ends_the_walk() {
    assert_eq!(seen("10.0.0.1", &["198.51.100.4, unknown, 10.0.0.2"]).await, "10.0.0.2");
    assert_eq!(seen("10.0.0.1", &["198.51.100.4, é"]).await, "10.0.0.1");
}

#[tokio::test]
async fn addresses_come_in_many_forms() {
    assert_eq!(seen("::ffff:192.0.2.1", &[]).await, "192.0.2.1");
    assert_eq!(seen("::1", &["[2001:db8::5]:443"]).await, "2001:db8::5");
    assert_eq!(seen("::1", &["[2001:db8::5]"]).await, "2001:db8::5");
    assert_eq!(seen("::1", &["2001:db8::5"]).await, "2001:db8::5");
    assert_eq!(seen("::ffff:10.0.0.1", &["192.0.2.5:99"]).await, "192.0.2.5");
}

#[tokio::test]
async fn a_request_of_no_connection_has_no_address() {
    let router = one(&kit(), |(), call: Call| async move { text(format!("{:?}", call.request.address)) });
    let mut asked = request("POST", "/it");
    asked.extensions_mut().clear();
    assert_eq!(words(send(&router, asked).await).await, "None");
}
