use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use futures_util::stream::{self, Stream, StreamExt};
use model::Refusal;
use wire::{Call, Response};

use crate::world::{kit, one, request, send, text, words};

async fn echo((): (), mut call: Call) -> Result<Response, Refusal> {
    let first = call.body().await?;
    assert_eq!(first, call.body().await?, "a body can be asked for again");
    Ok(text(first))
}

/// Takes every refusal for a good answer, as a careless dialect might.
async fn careless((): (), mut call: Call) -> Response {
    let _ = call.body().await;
    text("fine")
}

fn echoing() -> Router {
    one(&kit(), echo)
}

fn post(body: Body) -> Request<Body> {
    let mut request = request("POST", "/it");
    *request.body_mut() = body;
    request
}

fn pieces(sizes: &[usize]) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let pieces: Vec<_> = sizes.iter().map(|&size| Ok(Bytes::from(vec![b'x'; size]))).collect();
    stream::iter(pieces)
}

#[tokio::test]
async fn a_body_of_any_pieces_up_to_the_limit_is_read_whole() {
    for sizes in [&[][..], &[16], &[15, 1], &[1; 16], &[0, 5, 0, 5]] {
        let response = send(&echoing(), post(Body::from_stream(pieces(sizes)))).await;
        assert_eq!(response.status(), 200, "{sizes:?}");
        assert_eq!(words(response).await.len(), sizes.iter().sum::<usize>());
    }
}

#[tokio::test]
async fn a_length_above_the_limit_is_refused_before_anything_is_read() {
    let touched = Arc::new(AtomicBool::new(false));
    let touch = Arc::clone(&touched);
    let body = Body::from_stream(pieces(&[1]).inspect(move |_| touch.store(true, Ordering::Relaxed)));
    let mut asked = post(body);
    asked.headers_mut().insert("content-length", 17.into());
    let response = send(&echoing(), asked).await;
    assert_eq!(response.status(), 413);
    assert_eq!(response.headers()["connection"], "close");
    assert!(!touched.load(Ordering::Relaxed));
}

#[tokio::test]
async fn a_chunked_body_stops_at_the_limit() {
    let read = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&read);
    let endless = stream::repeat_with(move || {
        count.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(Bytes::from_static(b"12345"))
    });
    assert_eq!(send(&echoing(), post(Body::from_stream(endless))).await.status(), 413);
    assert_eq!(read.load(Ordering::Relaxed), 4);
}

#[tokio::test(start_paused = true)]
async fn a_body_without_progress_ends_with_408_whatever_the_dialect_says() {
    let stuck = || Body::from_stream(pieces(&[3]).chain(stream::pending()));
    for router in [echoing(), one(&kit(), careless)] {
        let response = send(&router, post(stuck())).await;
        assert_eq!(response.status(), 408);
        assert_eq!(response.headers()["connection"], "close");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_that_makes_progress_is_read() {
    let slow = pieces(&[1; 8]).then(|piece| async {
        tokio::time::sleep(Duration::from_secs(29)).await;
        piece
    });
    assert_eq!(words(send(&echoing(), post(Body::from_stream(slow))).await).await, "xxxxxxxx");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_never_taken_for_a_whole_one() {
    let broken = || {
        let cut = stream::once(std::future::ready(Err(std::io::Error::other("gone"))));
        Body::from_stream(pieces(&[3]).map(|piece| Ok(piece.unwrap())).chain(cut))
    };
    for router in [echoing(), one(&kit(), careless)] {
        assert_eq!(send(&router, post(broken())).await.status(), 400);
    }
}

#[tokio::test]
async fn a_body_that_its_client_keeps_back_is_not_asked_for_by_the_door() {
    let never =
        stream::poll_fn(|_| -> std::task::Poll<Option<Result<Bytes, Infallible>>> { panic!("it was read") });
    let router = one(&kit(), |(), _: Call| async { text("done") });
    let mut request = post(Body::from_stream(never));
    request.headers_mut().insert("expect", "100-continue".parse().unwrap());
    let response = send(&router, request).await;
    assert_eq!(response.headers()["connection"], "close");
    assert_eq!(words(response).await, "done");
}

#[tokio::test(start_paused = true)]
async fn what_a_handler_leaves_of_a_small_body_is_passed_over_so_that_the_connection_stays() {
    let router = one(&kit(), |(), _: Call| async { text("done") });
    for sizes in [&[][..], &[16], &[15, 1], &[0, 5, 0, 5]] {
        let response = send(&router, post(Body::from_stream(pieces(sizes)))).await;
        assert!(!response.headers().contains_key("connection"), "{sizes:?}");
        assert_eq!(words(response).await, "done");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_long_or_late_and_not_asked_for_ends_the_connection_and_not_the_answer() {
    let router = one(&kit(), |(), _: Call| async { text("done") });
    let declared = |length: &str, body: Body| {
        let mut request = post(body);
        request.headers_mut().insert("content-length", length.parse().unwrap());
        request
    };
    let long = pieces(&[60 << 10, 5 << 10]).chain(stream::pending());
    for request in [
        post(Body::from_stream(pieces(&[3]).chain(stream::pending()))),
        post(Body::from_stream(long)),
        declared("65537", Body::from_stream(stream::pending::<Result<Bytes, Infallible>>())),
    ] {
        let response = send(&router, request).await;
        assert_eq!(response.headers()["connection"], "close");
        assert_eq!(words(response).await, "done");
    }
}
