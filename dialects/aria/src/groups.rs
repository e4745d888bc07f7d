//! User groups (9 to 12, 41, 42).

mod list;

use ::wire::{Call, Head, answer};
use axum::http::StatusCode;
use directory::groups::{self, GroupRef};
use model::GroupId;

use crate::errors::ApiError;
use crate::late::{Outcome, late};
use crate::mapping::{self, Links};
use crate::routes::State;
use crate::{auth, body, reply};

pub(crate) use list::Groups;

/// `POST /api/auth/usergroups`, section 6.5: 201 with the group and where it is.
pub(crate) async fn create(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::new_group).await?;
    let view = groups::create_with(&state.directory, &call.request, &credential, draft).await?;
    let links = Links::asked_for(call.query().ok().as_ref());
    Ok(reply::created(&call, &mapping::group(&view, links), &mapping::group_href(view.group.id)))
}

/// `PUT /api/auth/usergroups`, section 6.5: 200 without a body. What is absent stays, and so does the name.
pub(crate) async fn modify(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::group_edit).await?;
    groups::update(&state.directory, &call.request, &credential, draft).await?;
    Ok(answer::empty(StatusCode::OK))
}

/// `GET /api/auth/usergroups/{id}`.
pub(crate) async fn get(state: State, call: Call) -> Outcome {
    let (group, words) = late(addressed(&call));
    let credential = auth::credential(&call.headers);
    let view = groups::get(&state.directory, &call.request, &credential, group)
        .await
        .map_err(|refusal| words.word(refusal))?;
    let links = Links::asked_for(call.query().ok().as_ref());
    Ok(reply::to(&call, StatusCode::OK, &mapping::group(&view, links)))
}

/// `DELETE /api/auth/usergroups/{id}`: 204; the members stay.
pub(crate) async fn delete(state: State, call: Call) -> Outcome {
    let (group, words) = late(addressed(&call));
    let credential = auth::credential(&call.headers);
    groups::delete(&state.directory, &call.request, &credential, group)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// `DELETE /api/auth/usergroups?id=..`: 204 when at least one was there (section 10, 18).
pub(crate) async fn delete_many(state: State, call: Call) -> Outcome {
    let query = call.query().map_err(ApiError::query);
    let (ids, words) = late(query.and_then(|query| mapping::some_ids(&query, GroupId::parse)));
    let credential = auth::credential(&call.headers);
    groups::delete_many(&state.directory, &call.request, &credential, ids)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// The group that the path names.
pub(crate) fn addressed(head: &Head) -> Result<GroupRef, ApiError> {
    let id = head.parameter("id").map_err(|_| ApiError::parameter("id"))?;
    GroupId::parse(id).map(GroupRef::Id).ok_or_else(|| ApiError::parameter(id))
}
