use axum::http::StatusCode;
use futures_util::FutureExt;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;
use wire::{Call, Kit, answer};

use crate::world::{ask, kit, one, request, send, text};

fn shown(kit: &Kit) -> String {
    let mut registry = Registry::default();
    kit.metrics.register(&mut registry);
    let mut text = String::new();
    encode(&mut text, &registry).unwrap();
    text
}

#[tokio::test]
async fn requests_are_counted_by_operation_and_class_of_status() {
    let kit = kit();
    let router = one(&kit, |(), call: Call| async move {
        if call.uri.query().is_some() { answer::empty(StatusCode::CONFLICT) } else { text("fine") }
    });
    for path in ["/it", "/it", "/it?x", "/other"] {
        ask(&router, "POST", path).await;
    }
    let shown = shown(&kit);
    for line in [
        "requests_total{dialect=\"native\",operation=\"IT\",status=\"2xx\"} 2",
        "requests_total{dialect=\"native\",operation=\"IT\",status=\"4xx\"} 1",
        "requests_total{dialect=\"native\",operation=\"no_such_path\",status=\"4xx\"} 1",
        "request_duration_seconds_count{dialect=\"native\",operation=\"IT\"} 3",
        "requests_in_flight 0",
    ] {
        assert!(shown.lines().any(|found| found == line), "{line} is not in\n{shown}");
    }
}

#[tokio::test]
async fn a_request_is_in_flight_until_it_ends() {
    let kit = kit();
    let router = one(&kit, |(), _: Call| async { std::future::pending::<wire::Response>().await });
    let mut asked = Box::pin(send(&router, request("POST", "/it")));
    assert!((&mut asked).now_or_never().is_none());
    assert!(shown(&kit).contains("requests_in_flight 1"));
    drop(asked);
    assert!(shown(&kit).contains("requests_in_flight 0"));
}
