use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderValue, Uri};
use wire::{Call, Kit, Peer, Proxies};

use crate::world::{kit, one, request, send, text, words};

/// The host that a handler sees, for a peer, a target and headers; the proxy lives at `10.0.0.1`.
async fn seen(peer: &str, target: &str, headers: &[(&'static str, &str)]) -> String {
    let proxies = Proxies::trusting(|address| address == IpAddr::from([10, 0, 0, 1]));
    let router = one(&Kit { proxies, ..kit() }, |(), call: Call| async move {
        text(call.request.host.map_or_else(|| "none".to_owned(), |host| host.to_string()))
    });
    let mut asked = request("POST", "/it");
    *asked.uri_mut() = target.parse::<Uri>().unwrap();
    asked.extensions_mut().insert(Peer(SocketAddr::new(peer.parse().unwrap(), 1)));
    for (name, value) in headers {
        asked.headers_mut().append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    words(send(&router, asked).await).await
}

const IT: &str = "/test/v1/it";

#[tokio::test]
async fn the_target_goes_before_the_header() {
    assert_eq!(seen("192.0.2.1", IT, &[("host", "B.Example:8440")]).await, "b.example");
    assert_eq!(
        seen("192.0.2.1", "https://a.example/test/v1/it", &[("host", "b.example")]).await,
        "a.example"
    );
}

#[tokio::test]
async fn what_names_no_host_and_what_names_two_is_none() {
    assert_eq!(seen("192.0.2.1", IT, &[]).await, "none");
    assert_eq!(seen("192.0.2.1", IT, &[("host", "b example")]).await, "none");
    assert_eq!(seen("192.0.2.1", IT, &[("host", "a.example"), ("host", "b.example")]).await, "none");
}

#[tokio::test]
async fn only_a_trusted_proxy_says_what_it_was_asked_for() {
    let headers = [("host", "inner.example"), ("x-forwarded-host", "stranger.example, b.example:443")];
    assert_eq!(seen("192.0.2.1", IT, &headers).await, "inner.example");
    assert_eq!(seen("::ffff:10.0.0.1", IT, &headers).await, "b.example");
    assert_eq!(seen("10.0.0.1", IT, &[("host", "b.example")]).await, "b.example");
}
