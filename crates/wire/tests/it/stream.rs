use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use futures_util::Stream;
use futures_util::stream::{self, StreamExt};
use http_body_util::BodyExt;
use model::Refusal;
use wire::Response;
use wire::stream::{Page, json_array};

use crate::world::words;

fn page(items: &[u32]) -> Page {
    let mut page = Page::new();
    for item in items {
        page.push(item).unwrap();
    }
    page
}

fn array(first: Page, rest: impl Stream<Item = Result<Page, Refusal>> + Send + 'static) -> Response {
    json_array(StatusCode::OK, "application/json", "{\"users\":[", first, rest, "]}")
}

#[tokio::test]
async fn items_of_all_pages_are_one_array() {
    for (pages, expected) in [
        (vec![], "{\"users\":[]}"),
        (vec![&[][..], &[]], "{\"users\":[]}"),
        (vec![&[1]], "{\"users\":[1]}"),
        (vec![&[1, 2], &[], &[3]], "{\"users\":[1,2,3]}"),
        (vec![&[], &[3, 4]], "{\"users\":[3,4]}"),
    ] {
        let mut pages: Vec<_> = pages.into_iter().map(page).collect();
        let first = if pages.is_empty() { Page::new() } else { pages.remove(0) };
        assert_eq!(words(array(first, stream::iter(pages.into_iter().map(Ok)))).await, expected);
    }
}

#[tokio::test]
async fn a_page_is_asked_for_only_when_the_last_was_taken() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let rest = stream::repeat_with(move || {
        count.fetch_add(1, Ordering::Relaxed);
        Ok(page(&[2]))
    });
    let mut body = array(page(&[1]), rest).into_body();
    for (taken, expected) in ["{\"users\":[", "1", ",2", ",2"].into_iter().enumerate() {
        assert_eq!(asked.load(Ordering::Relaxed), taken.saturating_sub(2));
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), expected);
    }
}

#[tokio::test]
async fn a_refusal_in_the_middle_breaks_the_answer_off() {
    let rest = stream::iter([Ok(page(&[2])), Err(Refusal::Unavailable { retry_after: 1 })]);
    let mut body = array(page(&[1]), rest.chain(stream::once(async { Ok(page(&[9])) }))).into_body();
    let mut text = Vec::new();
    let end = loop {
        match body.frame().await {
            Some(Ok(frame)) => text.extend(frame.into_data().unwrap()),
            other => break other,
        }
    };
    assert_eq!(text, b"{\"users\":[1,2");
    assert!(matches!(end, Some(Err(_))), "a broken list must not look whole");
}
