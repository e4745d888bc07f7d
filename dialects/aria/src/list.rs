//! Lists without pages, sent as they are read.

use std::future::ready;
use std::sync::Arc;

use ::wire::{Call, Form, answer, stream};
use axum::http::StatusCode;
use bytes::Bytes;
use directory::{Credential, Draft, Request};
use futures_util::stream::{once, try_unfold};
use futures_util::{Stream, StreamExt};
use model::{Refusal, Timestamp};
use serde::Serialize;

use crate::errors::ApiError;
use crate::late::{Outcome, late};
use crate::mapping::Links;
use crate::media::Media;
use crate::routes::State;
use crate::{auth, reply, xml};

/// What a list is of.
pub(crate) trait Listed: Sized + Send + Sync + 'static {
    /// Which are wanted.
    type Filter: Clone + Send + Sync + 'static;
    /// One of them.
    type View: Send + Sync + 'static;
    /// Where the next page begins.
    type After: Send + 'static;
    /// What stands before them in JSON, up to the bracket.
    const JSON: &'static str;
    /// The document of XML.
    const ROOT: &'static xml::Root;
    /// Its member that repeats.
    const ITEMS: &'static xml::Member;

    /// The filter that a request asks for.
    fn filter(query: &Form) -> Result<Self::Filter, ApiError>;
    /// A short read.
    fn read(
        asked: &Asked<Self>,
        after: Option<Self::After>,
    ) -> impl Future<Output = Result<Read<Self>, Refusal>> + Send;
    /// One of them as it is answered.
    fn print(view: &Self::View, now: Timestamp, links: Links) -> impl Serialize;
}

/// Some of them, and where to go on; none: that was all.
pub(crate) type Read<L> = (Vec<<L as Listed>::View>, Option<<L as Listed>::After>);

/// All that meet the filters, by name (section 6.10). No more than one page of them is held at a time.
pub(crate) async fn list<L: Listed>(state: State, call: Call) -> Outcome {
    let query = call.query().map_err(ApiError::query);
    let links = Links::asked_for(query.as_ref().ok());
    let (filter, words) = late(query.and_then(|query| L::filter(&query)));
    let (request, credential) = (call.request.clone(), auth::credential(&call.headers));
    let asked = Asked::<L> { state, request, credential, filter, links };
    let answered = match Media::accepted(&call.headers) {
        Some(Media::Xml) => asked.pages(Asked::xml).await.map(|(first, rest)| {
            let pieces = once(ready(Ok(first))).chain(rest);
            stream::text(StatusCode::OK, reply::XML_UTF8, xml::begin(L::ROOT), pieces, xml::end(L::ROOT))
        }),
        Some(Media::Json) | None => asked.pages(Asked::json).await.map(|(first, rest)| {
            stream::json_array(StatusCode::OK, answer::JSON_UTF8, L::JSON, first, rest, "]}")
        }),
    };
    answered.map_err(|refusal| words.word(refusal))
}

/// What each page is asked with.
pub(crate) struct Asked<L: Listed> {
    pub state: State,
    pub request: Request,
    pub credential: Credential,
    pub filter: Draft<L::Filter>,
    links: Links,
}

impl<L: Listed> Asked<L> {
    /// The first page, and the others, each asked for when it is wanted.
    async fn pages<P: Send + 'static>(
        self,
        print: fn(&Self, &[L::View]) -> Result<P, Refusal>,
    ) -> Result<(P, impl Stream<Item = Result<P, Refusal>> + Send + 'static), Refusal> {
        let (first, next) = self.page(None, print).await?;
        let asked = Arc::new(self);
        let rest = try_unfold(next, move |next| {
            let asked = Arc::clone(&asked);
            async move {
                let Some(after) = next else { return Ok(None) };
                asked.page(Some(after), print).await.map(Some)
            }
        });
        Ok((first, rest))
    }

    async fn page<P>(
        &self,
        after: Option<L::After>,
        print: fn(&Self, &[L::View]) -> Result<P, Refusal>,
    ) -> Result<(P, Option<L::After>), Refusal> {
        let (views, next) = L::read(self, after).await?;
        Ok((print(self, &views)?, next))
    }

    fn json(&self, views: &[L::View]) -> Result<stream::Page, Refusal> {
        let now = self.state.directory.now();
        let mut page = stream::Page::new();
        for view in views {
            page.push(&L::print(view, now, self.links))?;
        }
        Ok(page)
    }

    fn xml(&self, views: &[L::View]) -> Result<Bytes, Refusal> {
        let now = self.state.directory.now();
        let mut text = String::new();
        for view in views {
            let item = serde_json::to_value(L::print(view, now, self.links));
            xml::item(&mut text, L::ITEMS, &item.map_err(|_| Refusal::Internal)?);
        }
        Ok(text.into())
    }
}
