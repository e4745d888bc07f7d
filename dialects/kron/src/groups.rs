//! Groups of users (G1 to G4).

use ::wire::{Call, Response, answer, stream};
use axum::http::StatusCode;
use directory::groups::{self, GroupFilter, GroupView, GroupViewsAfter};
use directory::users::Stretch;
use directory::{Credential, Draft, Request};
use model::{Noun, Refusal};

use crate::errors::JSON;
use crate::routes::State;
use crate::wire::{GroupBody, GroupSearchBody, Named};
use crate::{auth, body, mapping, reply};

/// `POST /user/saveUserGroup`, section 6.5: 200 with the group. A body with an id updates, one without it creates.
pub(crate) async fn save(state: State, mut call: Call) -> Result<Response, Refusal> {
    let (directory, credential) = (&state.directory, auth::credential(&call));
    let sent = body::draft(&mut call, &credential, GroupBody::read).await;
    let id = sent.as_ref().ok().and_then(|sent| sent.id.clone());
    let saved = if let Some(id) = id {
        let draft = sent.and_then(|sent| mapping::group_edit(&id, sent));
        groups::update(directory, &call.request, &credential, draft).await?
    } else {
        let draft = sent.and_then(mapping::new_group);
        groups::create_with(directory, &call.request, &credential, draft).await?
    };
    Ok(shown(&saved))
}

/// `POST /user/searchUserGroups`: 200 with the groups that the body asks for, by `eid`.
pub(crate) async fn search(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let wanted = body::draft(&mut call, &credential, GroupSearchBody::read).await.map(mapping::group_search);
    let request = call.request.clone();
    let read = move |after| page(state.clone(), request.clone(), credential.clone(), wanted.clone(), after);
    stream::json_pages(StatusCode::OK, JSON, "{\"searchResults\":[", read, "]}").await
}

/// `GET /user/userGroup/detail/{groupId}`: 200 with the group.
pub(crate) async fn detail(state: State, call: Call) -> Result<Response, Refusal> {
    let sent = call.parameter("groupId")?;
    let group = mapping::by_id(sent).ok_or_else(|| Refusal::no_such(Noun::Group, sent));
    let view = groups::get(&state.directory, &call.request, &auth::credential(&call), group).await?;
    Ok(shown(&view))
}

/// `POST /user/deleteUserGroup`: 200; the members stay. The body names the group by id or by `eid`.
pub(crate) async fn delete(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let named = body::draft(&mut call, &credential, Named::read).await;
    let group = named.and_then(|named| mapping::group_ref(&named.name));
    groups::delete(&state.directory, &call.request, &credential, group).await?;
    Ok(reply::done())
}

fn shown(view: &GroupView) -> Response {
    answer::json(StatusCode::OK, JSON, &mapping::user_group(view))
}

async fn page(
    state: State,
    request: Request,
    credential: Credential,
    wanted: Draft<(Stretch, GroupFilter)>,
    after: Option<GroupViewsAfter>,
) -> Result<(stream::Page, Option<GroupViewsAfter>), Refusal> {
    let found = groups::list_whole(&state.directory, &request, &credential, wanted, after).await?;
    let mut page = stream::Page::new();
    for view in &found.groups {
        page.push(&mapping::user_group(view))?;
    }
    Ok((page, found.next))
}
