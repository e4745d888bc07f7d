use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use prometheus_client::registry::Registry;
use tower::ServiceExt;

use super::{Amount, Reading, Readings, router};

async fn ask(router: Router, path: &str) -> (u16, String) {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn with_store(answers: bool) -> Router {
    router(move || std::future::ready(answers), Arc::default())
}

#[tokio::test]
async fn the_process_is_alive_also_without_its_store() {
    assert_eq!(ask(with_store(false), "/healthz").await.0, 200);
}

#[tokio::test]
async fn the_server_is_ready_when_the_store_answers() {
    assert_eq!(ask(with_store(true), "/readyz").await.0, 200);
    assert_eq!(ask(with_store(false), "/readyz").await.0, 503);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_in_time_is_not_ready() {
    assert_eq!(ask(router(std::future::pending, Arc::default()), "/readyz").await.0, 503);
}

#[tokio::test]
async fn metrics_show_the_requests_and_what_others_count() {
    let mut registry = Registry::with_prefix("provisor");
    wire::Metrics::new().register(&mut registry);
    registry.register_collector(Box::new(Readings::of(|| {
        vec![
            Reading { name: "commits", help: "Commits of the store", amount: Amount::Counted(7) },
            Reading { name: "log_bytes", help: "Size of the log", amount: Amount::Now(2.5) },
        ]
    })));
    let (status, text) = ask(router(|| std::future::ready(true), Arc::new(registry)), "/metrics").await;
    assert_eq!(status, 200);
    for line in
        ["provisor_requests_in_flight 0", "provisor_commits_total 7", "provisor_log_bytes 2.5", "# EOF"]
    {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
}
