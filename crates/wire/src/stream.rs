//! Answers that are longer than a piece of memory: a JSON array, or any text, sent page by page.

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use bytes::{BufMut, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use model::Refusal;
use serde::Serialize;

use crate::{Response, answer};

/// Some items of a JSON array, as text.
#[derive(Debug, Default)]
pub struct Page(BytesMut);

impl Page {
    /// No item yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one item, as compact JSON. One that cannot be written is `Internal`.
    pub fn push(&mut self, item: &impl Serialize) -> Result<(), Refusal> {
        if !self.0.is_empty() {
            self.0.put_u8(b',');
        }
        serde_json::to_writer((&mut self.0).writer(), item).map_err(|error| {
            tracing::error!(%error, "an item cannot be written as JSON");
            Refusal::Internal
        })
    }
}

/// The answer `before`, the items of `first` and of `rest` with commas between them, `after`. `before` ends with the
/// opening bracket and `after` begins with the closing one.
///
/// The first page is there before the status is sent, so that most refusals are answered as such. The next one is
/// asked for only when the connection has taken the last. A refusal in the middle breaks the connection off: the
/// client sees an answer without end, and never a short one that looks whole.
pub fn json_array(
    status: StatusCode,
    content_type: &'static str,
    before: impl Into<Bytes>,
    first: Page,
    rest: impl Stream<Item = Result<Page, Refusal>> + Send + 'static,
    after: impl Into<Bytes>,
) -> Response {
    let mut started = false;
    let items =
        stream::once(std::future::ready(Ok(first))).chain(rest).map(move |page: Result<Page, Refusal>| {
            let items = page?.0;
            let text = separated(items, started);
            started |= !text.is_empty();
            Ok::<_, Refusal>(text)
        });
    text(status, content_type, before, items, after)
}

/// As [`json_array`], of pages that are read one after the other: `read` is told where the last one ended, and tells where
/// its own does; none: that was all. A refusal of the first page is the answer.
pub async fn json_pages<A, R, F>(
    status: StatusCode,
    content_type: &'static str,
    before: impl Into<Bytes>,
    read: R,
    after: impl Into<Bytes>,
) -> Result<Response, Refusal>
where
    A: Send + 'static,
    R: Fn(Option<A>) -> F + Send + 'static,
    F: Future<Output = Result<(Page, Option<A>), Refusal>> + Send + 'static,
{
    let (first, next) = read(None).await?;
    let rest = stream::try_unfold((next, read), |(next, read)| async move {
        let Some(ended) = next else { return Ok(None) };
        let (page, next) = read(Some(ended)).await?;
        Ok(Some((page, (next, read))))
    });
    Ok(json_array(status, content_type, before, first, rest, after))
}

/// The answer `before`, the pieces as they come, `after`; a refusal among them breaks the connection off, as in
/// [`json_array`].
pub fn text(
    status: StatusCode,
    content_type: &'static str,
    before: impl Into<Bytes>,
    pieces: impl Stream<Item = Result<Bytes, Refusal>> + Send + 'static,
    after: impl Into<Bytes>,
) -> Response {
    let ends = |text: Bytes| stream::once(std::future::ready(Ok(text)));
    let pieces = ends(before.into()).chain(pieces).chain(ends(after.into()));
    let pieces = pieces.filter(|piece| std::future::ready(!matches!(piece, Ok(text) if text.is_empty())));
    answer::bytes(
        status,
        content_type,
        Body::from_stream(pieces.inspect(|piece| {
            if let Err(refusal) = piece {
                tracing::error!(%refusal, "a list was broken off");
            }
        })),
    )
}

/// `items` with a comma before them, when others stand there already.
fn separated(items: BytesMut, started: bool) -> Bytes {
    if !started || items.is_empty() {
        return items.freeze();
    }
    let mut text = BytesMut::with_capacity(items.len() + 1);
    text.put_u8(b',');
    text.extend_from_slice(&items);
    text.freeze()
}
