//! Arbitrary bytes never panic a reader.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Request};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use proptest::prelude::*;
use wire::credentials::{basic, named, scheme};
use wire::{Call, Form, Kit, Proxies, json};

use crate::world::{kit, one, send, text};

fn header() -> impl Strategy<Value = HeaderValue> {
    let start = prop_oneof![Just(""), Just("Basic "), Just("Bearer "), Just("10.0.0.1, "), Just("[")];
    (start, prop::collection::vec(any::<u8>(), 0..60)).prop_filter_map("a header", |(start, bytes)| {
        HeaderValue::from_bytes(&[start.as_bytes(), &bytes].concat()).ok()
    })
}

proptest! {
    #[test]
    fn a_form_reader_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Form::parse(&bytes);
    }

    #[test]
    fn a_form_is_read_as_it_was_written(pairs in prop::collection::vec((".*", ".*"), 0..5)) {
        let hex = |text: &str| percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string();
        let sent: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", hex(name), hex(value))).collect();
        let read = Form::parse(sent.join("&").as_bytes()).unwrap();
        prop_assert_eq!(read.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect::<Vec<_>>(), pairs);
    }

    #[test]
    fn a_json_reader_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = json::<Vec<(String, Option<u8>)>>(&bytes);
        let _ = json::<serde_json::Value>(&bytes);
    }

    #[test]
    fn a_json_reader_never_panics_on_text(text in r#"[\[\]{}":,0-9a-z \\]{0,80}"#) {
        let _ = json::<serde_json::Value>(text.as_bytes());
    }

    #[test]
    fn header_readers_never_panic(values in prop::collection::vec(header(), 0..3)) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("authorization", value);
        }
        let _ = (basic(&headers), scheme(&headers, "Bearer"));
        let _ = named(&headers, &HeaderName::from_static("authorization"));
    }

    #[test]
    fn no_path_query_or_forwarded_line_panics_a_door(target in "/[!-~]{0,60}", forwarded in header()) {
        let kit = Kit { proxies: Proxies::trusting(|_| true), ..kit() };
        let router = one(&kit, |(), call: Call| async move {
            let _ = call.query();
            text("")
        });
        let peer = wire::Peer(([10, 0, 0, 1], 1).into());
        let asked = Request::builder().uri(format!("/test/v1{target}")).header("x-forwarded-for", forwarded);
        if let Ok(asked) = asked.extension(peer).body(axum::body::Body::empty()) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            prop_assert!(!runtime.block_on(send(&router, asked)).status().is_server_error());
        }
    }
}
