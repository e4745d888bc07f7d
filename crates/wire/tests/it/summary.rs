use std::future::Future;
use std::io::Write;
use std::sync::{Arc, Mutex, Once};

use axum::Router;
use axum::body::Body;
use futures_util::{FutureExt, stream};
use http_body_util::BodyExt;
use model::Refusal;
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;
use wire::stream::{Page, json_array};
use wire::{Call, Response};

use crate::world::{ask, kit, one, request, send, text};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Log {
    /// Runs `what` and gives the summary lines that it left.
    fn of(what: impl Future<Output = ()>) -> Vec<Value> {
        // Where no thread listens but this one, another that meets a call site first marks it as never wanted.
        static LISTENS: Once = Once::new();
        LISTENS.call_once(|| tracing_subscriber::registry().init());
        let log = Self::default();
        let subscriber =
            tracing_subscriber::fmt().json().flatten_event(true).with_writer(log.clone()).finish();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        tracing::subscriber::with_default(subscriber, || runtime.block_on(what));
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["target"] == wire::TARGET).collect()
    }
}

async fn refusing((): (), _: Call) -> Result<Response, Refusal> {
    Err(Refusal::TooLarge { limit: 1 })
}

fn fine() -> Router {
    one(&kit(), |(), _: Call| async { text("fine") })
}

#[test]
fn each_request_leaves_one_line_also_when_refused_or_unknown() {
    let lines = Log::of(async {
        ask(&fine(), "POST", "/it").await;
        ask(&fine(), "GET", "/it").await;
        ask(&fine(), "GET", "/other").await;
        ask(&one(&kit(), refusing), "POST", "/it").await;
    });
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            assert_eq!(line["dialect"], "native");
            assert_eq!(line["peer"], "192.0.2.7");
            assert!(line["us"].is_u64() && line["db_us"] == 0 && line["rows"] == 0);
            let text = |key: &str| line[key].as_str().unwrap_or("-").to_owned();
            (text("operation"), text("method"), line["status"].as_u64().unwrap(), text("refusal"))
        })
        .collect();
    let told: Vec<_> = told.iter().map(|(o, m, s, r)| (o.as_str(), m.as_str(), *s, r.as_str())).collect();
    assert_eq!(
        told,
        [
            ("IT", "POST", 200, "-"),
            ("wrong_method", "GET", 405, "-"),
            ("no_such_path", "GET", 404, "-"),
            ("IT", "POST", 413, "too_large"),
        ]
    );
}

#[test]
fn the_line_names_the_request_as_the_answer_does() {
    let mut id = String::new();
    let lines = Log::of(async {
        let response = send(&fine(), request("POST", "/it")).await;
        response.headers()["x-request-id"].to_str().unwrap().clone_into(&mut id);
    });
    assert_eq!(lines[0]["request"], id.as_str());
}

#[test]
fn no_line_holds_what_a_client_may_hide_a_secret_in() {
    let lines = Log::of(async {
        let router = one(&kit(), |(), mut call: Call| async move {
            let _ = call.body().await;
            text("s3cret")
        });
        for (method, path) in [("POST", "/it?AUTHTOKEN=s3cret"), ("POST", "/s3cret"), ("S3CRET", "/it")] {
            let mut asked = request(method, path);
            asked.headers_mut().insert("authorization", "s3cret".parse().unwrap());
            *asked.body_mut() = Body::from("s3cret");
            send(&router, asked).await;
        }
    });
    assert_eq!(lines.len(), 3);
    assert!(!format!("{lines:?}").to_lowercase().contains("s3cret"), "{lines:?}");
}

#[test]
fn a_request_whose_client_went_away_leaves_its_line() {
    let lines = Log::of(async {
        let router = one(&kit(), |(), _: Call| async { std::future::pending::<Response>().await });
        let mut asked = Box::pin(send(&router, request("POST", "/it")));
        assert!((&mut asked).now_or_never().is_none());
    });
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0]["status"].as_u64(), lines[0]["cut"].as_bool()), (Some(499), Some(true)));
}

fn streaming() -> Router {
    one(&kit(), |(), _: Call| async {
        let rest = stream::iter([Ok(Page::new()), Ok(Page::new())]);
        json_array(axum::http::StatusCode::OK, "application/json", "[", Page::new(), rest, "]")
    })
}

#[test]
fn a_streamed_answer_leaves_its_line_at_its_end() {
    let lines = Log::of(async {
        let response = send(&streaming(), request("POST", "/it")).await;
        response.into_body().collect().await.unwrap();
    });
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["status"], &lines[0]["cut"]), (&Value::from(200), &Value::Null));
}

#[test]
fn a_streamed_answer_that_is_not_taken_to_its_end_is_cut() {
    let lines = Log::of(async {
        let mut body = send(&streaming(), request("POST", "/it")).await.into_body();
        body.frame().await.unwrap().unwrap();
    });
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["cut"], true);
}
