//! The list of users, sent as it is read.

use std::future::ready;
use std::sync::Arc;

use ::wire::{Call, answer, stream};
use axum::http::StatusCode;
use bytes::Bytes;
use directory::users::{self, Filter, PageAfter};
use directory::{Credential, Draft, Request};
use futures_util::stream::{once, try_unfold};
use futures_util::{Stream, StreamExt};
use model::{Refusal, UserView};

use crate::auth;
use crate::errors::ApiError;
use crate::late::{Outcome, late};
use crate::mapping::{self, Links};
use crate::media::Media;
use crate::routes::State;
use crate::{reply, xml};

/// `GET /api/auth/users`, section 6.4: all that meet the filters, by name (6.10). No more than one page of them is held
/// at a time.
pub(crate) async fn list(state: State, call: Call) -> Outcome {
    let query = call.query().map_err(ApiError::query);
    let links = Links::asked_for(query.as_ref().ok());
    let (filter, words) = late(query.and_then(|query| mapping::filter(&query)));
    let asked = Asked {
        state,
        request: call.request.clone(),
        credential: auth::credential(&call.headers),
        filter,
        links,
    };
    let answered = match Media::accepted(&call.headers) {
        Some(Media::Xml) => asked.pages(Asked::xml).await.map(|(first, rest)| {
            let pieces = once(ready(Ok(first))).chain(rest);
            let (begin, end) = (xml::begin(xml::USER_LIST), xml::end(xml::USER_LIST));
            stream::text(StatusCode::OK, reply::XML_UTF8, begin, pieces, end)
        }),
        Some(Media::Json) | None => asked.pages(Asked::json).await.map(|(first, rest)| {
            stream::json_array(StatusCode::OK, answer::JSON_UTF8, "{\"users\":[", first, rest, "]}")
        }),
    };
    answered.map_err(|refusal| words.word(refusal))
}

/// What each page is asked with.
struct Asked {
    state: State,
    request: Request,
    credential: Credential,
    filter: Draft<Filter>,
    links: Links,
}

impl Asked {
    /// The first page, and the others, each asked for when it is wanted.
    async fn pages<P: Send + 'static>(
        self,
        print: fn(&Self, &[UserView]) -> Result<P, Refusal>,
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
        after: Option<PageAfter>,
        print: fn(&Self, &[UserView]) -> Result<P, Refusal>,
    ) -> Result<(P, Option<PageAfter>), Refusal> {
        let directory = &self.state.directory;
        let (filter, parts) = (self.filter.clone(), mapping::PARTS);
        let found = users::list(directory, &self.request, &self.credential, filter, parts, after).await?;
        Ok((print(self, &found.users)?, found.next))
    }

    fn json(&self, users: &[UserView]) -> Result<stream::Page, Refusal> {
        let now = self.state.directory.now();
        let mut page = stream::Page::new();
        for view in users {
            page.push(&mapping::user(view, now, self.links))?;
        }
        Ok(page)
    }

    fn xml(&self, users: &[UserView]) -> Result<Bytes, Refusal> {
        let now = self.state.directory.now();
        let mut text = String::new();
        for view in users {
            let user = serde_json::to_value(mapping::user(view, now, self.links));
            xml::item(&mut text, &xml::USERS, &user.map_err(|_| Refusal::Internal)?);
        }
        Ok(text.into())
    }
}
