//! The list of groups, sent as it is read.

use std::future::ready;
use std::sync::Arc;

use ::wire::{Call, answer, stream};
use axum::http::StatusCode;
use bytes::Bytes;
use directory::groups::{self, GroupFilter, GroupView, GroupsAfter};
use directory::{Credential, Draft, Request};
use futures_util::stream::{once, try_unfold};
use futures_util::{Stream, StreamExt};
use model::Refusal;

use crate::auth;
use crate::errors::ApiError;
use crate::late::{Outcome, late};
use crate::mapping::{self, Links};
use crate::media::Media;
use crate::routes::State;
use crate::{reply, xml};

/// `GET /api/auth/usergroups`, section 6.5: all that meet the filters, by name (6.10). No more than one page of them is
/// held at a time.
pub(crate) async fn list(state: State, call: Call) -> Outcome {
    let query = call.query().map_err(ApiError::query);
    let links = Links::asked_for(query.as_ref().ok());
    let (filter, words) = late(query.and_then(|query| mapping::group_filter(&query)));
    let (request, credential) = (call.request.clone(), auth::credential(&call.headers));
    let asked = Asked { state, request, credential, filter, links };
    let answered = match Media::accepted(&call.headers) {
        Some(Media::Xml) => asked.pages(Asked::xml).await.map(|(first, rest)| {
            let pieces = once(ready(Ok(first))).chain(rest);
            let (begin, end) = (xml::begin(xml::USER_GROUPS), xml::end(xml::USER_GROUPS));
            stream::text(StatusCode::OK, reply::XML_UTF8, begin, pieces, end)
        }),
        Some(Media::Json) | None => asked.pages(Asked::json).await.map(|(first, rest)| {
            stream::json_array(StatusCode::OK, answer::JSON_UTF8, "{\"userGroups\":[", first, rest, "]}")
        }),
    };
    answered.map_err(|refusal| words.word(refusal))
}

/// What each page is asked with.
struct Asked {
    state: State,
    request: Request,
    credential: Credential,
    filter: Draft<GroupFilter>,
    links: Links,
}

impl Asked {
    /// The first page, and the others, each asked for when it is wanted.
    async fn pages<P: Send + 'static>(
        self,
        print: fn(&Self, &[GroupView]) -> Result<P, Refusal>,
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
        after: Option<GroupsAfter>,
        print: fn(&Self, &[GroupView]) -> Result<P, Refusal>,
    ) -> Result<(P, Option<GroupsAfter>), Refusal> {
        let directory = &self.state.directory;
        let filter = self.filter.clone();
        let found = groups::list_whole(directory, &self.request, &self.credential, filter, after).await?;
        Ok((print(self, &found.groups)?, found.next))
    }

    fn json(&self, groups: &[GroupView]) -> Result<stream::Page, Refusal> {
        let mut page = stream::Page::new();
        for view in groups {
            page.push(&mapping::group(view, self.links))?;
        }
        Ok(page)
    }

    fn xml(&self, groups: &[GroupView]) -> Result<Bytes, Refusal> {
        let mut text = String::new();
        for view in groups {
            let group = serde_json::to_value(mapping::group(view, self.links));
            xml::item(&mut text, &xml::GROUPS, &group.map_err(|_| Refusal::Internal)?);
        }
        Ok(text.into())
    }
}
