//! The list of users, sent as it is read.

use std::sync::Arc;

use ::wire::{Call, answer, stream};
use axum::http::StatusCode;
use directory::users::{self, Filter, PageAfter};
use directory::{Credential, Draft, Request};
use futures_util::stream::try_unfold;
use model::Refusal;

use crate::auth;
use crate::errors::ApiError;
use crate::late::{Outcome, late};
use crate::mapping::{self, Links};
use crate::routes::State;

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
    let asked = Arc::new(asked);
    let (first, next) = asked.page(None).await.map_err(|refusal| words.word(refusal))?;
    let rest = try_unfold(next, move |next| {
        let asked = Arc::clone(&asked);
        async move {
            let Some(after) = next else { return Ok(None) };
            asked.page(Some(after)).await.map(Some)
        }
    });
    Ok(stream::json_array(StatusCode::OK, answer::JSON_UTF8, "{\"users\":[", first, rest, "]}"))
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
    async fn page(&self, after: Option<PageAfter>) -> Result<(stream::Page, Option<PageAfter>), Refusal> {
        let directory = &self.state.directory;
        let (filter, parts) = (self.filter.clone(), mapping::PARTS);
        let found = users::list(directory, &self.request, &self.credential, filter, parts, after).await?;
        let now = directory.now();
        let mut page = stream::Page::new();
        for view in &found.users {
            page.push(&mapping::user(view, now, self.links))?;
        }
        Ok((page, found.next))
    }
}
