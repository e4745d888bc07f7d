//! Searching users (U6; section 7).

use ::wire::{Call, Response, stream};
use axum::http::StatusCode;
use directory::users::{self, Search};
use directory::{Credential, Request};
use model::Refusal;

use crate::errors::JSON;
use crate::routes::State;
use crate::wire::SearchBody;
use crate::{auth, body, mapping};

/// `POST /user/searchUsers`: 200 with the users that are like the one in the body, by `eid`.
pub(crate) async fn search(state: State, mut call: Call) -> Result<Response, Refusal> {
    let (now, credential) = (state.directory.now(), auth::credential(&call));
    let wanted = body::draft(&mut call, &credential, SearchBody::read).await;
    let wanted = wanted.map(|wanted| mapping::search(&wanted, now));
    let (request, whole) = (call.request.clone(), Search::by_login(wanted, mapping::PARTS));
    let read = move |rest: Option<Search>| {
        page(state.clone(), request.clone(), credential.clone(), rest.unwrap_or_else(|| whole.clone()))
    };
    stream::json_pages(StatusCode::OK, JSON, "{\"searchResults\":[", read, "]}").await
}

async fn page(
    state: State,
    request: Request,
    credential: Credential,
    search: Search,
) -> Result<(stream::Page, Option<Search>), Refusal> {
    let (views, rest) = users::search(&state.directory, &request, &credential, search).await?;
    let (now, mut page) = (state.directory.now(), stream::Page::new());
    for view in &views {
        page.push(&mapping::any_user(view, now, state.settings, None))?;
    }
    Ok((page, rest))
}
