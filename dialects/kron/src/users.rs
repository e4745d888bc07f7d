//! Users (U1 to U4, U7).

mod lock;
mod search;

use ::wire::{Call, Head, Response, answer};
use axum::http::StatusCode;
use directory::users::{self, Edit, NewUser, UserRef};
use directory::{Credential, Draft};
use model::{Noun, Refusal, UserId, UserView};

use crate::errors::JSON;
use crate::mapping::{self, Echo};
use crate::routes::State;
use crate::wire::{Named, UserBody};
use crate::{auth, body, reply};

pub(crate) use lock::{lock, unlock};
pub(crate) use search::search;

/// `POST /user/saveUser`, sections 6.2 and 6.3: 200 with the user. A body with an id updates, one without it creates.
pub(crate) async fn save(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    match body::draft(&mut call, &credential, UserBody::read).await {
        Ok(sent) if sent.id().is_some() => change(&state, &call, &credential, Ok(sent)).await,
        Ok(sent) => {
            let end = mapping::end_in(&sent, state.settings);
            let echo = Echo::of(&sent, state.settings);
            let draft = mapping::new_user(&sent, state.settings);
            let created = create(&state, &call, &credential, draft, echo.as_ref()).await;
            created.map_err(|refusal| mapping::naming_end(refusal, end))
        }
        Err(refusal) => create(&state, &call, &credential, Err(refusal), None).await,
    }
}

/// `POST /user/updateUser`, section 6.3: 200 with the user as it then is. What is absent stays.
pub(crate) async fn update(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let sent = body::draft(&mut call, &credential, UserBody::read).await;
    change(&state, &call, &credential, sent).await
}

/// `GET /user/detail/{userId}`: the keys that the product's update expects back. Anyone may read himself.
pub(crate) async fn detail(state: State, call: Call) -> Result<Response, Refusal> {
    let view = addressed(&state, &call).await?;
    Ok(answer::json(StatusCode::OK, JSON, &mapping::detail(&view, state.directory.now())))
}

/// `GET /user/{userId}`: the user as it is answered when it is saved. Anyone may read himself.
pub(crate) async fn get(state: State, call: Call) -> Result<Response, Refusal> {
    let view = addressed(&state, &call).await?;
    Ok(shown(&state, &view, None))
}

/// `POST /user/deleteUser`, U7: 200. The body names the user by id or by `eid`.
pub(crate) async fn delete(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let named = body::draft(&mut call, &credential, Named::read).await;
    remove(&state, &call, &credential, named.map(|named| mapping::user_ref(&named.name))).await
}

/// `DELETE /user/{userId}`, U7: 200.
pub(crate) async fn delete_addressed(state: State, call: Call) -> Result<Response, Refusal> {
    remove(&state, &call, &auth::credential(&call), named(&call)).await
}

async fn remove(
    state: &State,
    head: &Head,
    credential: &Credential,
    user: Draft<UserRef>,
) -> Result<Response, Refusal> {
    users::delete(&state.directory, &head.request, credential, user).await?;
    Ok(reply::done())
}

/// The user that the path names, for whoever may read it.
async fn addressed(state: &State, head: &Head) -> Result<UserView, Refusal> {
    let credential = auth::credential(head);
    users::get_own_or_any(&state.directory, &head.request, &credential, named(head), mapping::PARTS).await
}

/// The path's id; a text that no id could be names nobody.
fn named(head: &Head) -> Draft<UserRef> {
    let sent = head.parameter("userId")?;
    UserId::parse(sent).map(UserRef::Id).ok_or_else(|| Refusal::no_such(Noun::User, sent))
}

async fn create(
    state: &State,
    head: &Head,
    credential: &Credential,
    draft: Draft<NewUser>,
    echo: Option<&Echo>,
) -> Result<Response, Refusal> {
    let draft = draft.map(|user| vec![user]);
    let created =
        users::create(&state.directory, &head.request, credential, draft, Some(mapping::PARTS)).await?;
    let view = created.into_iter().next().and_then(|created| created.view).ok_or(Refusal::Internal)?;
    Ok(shown(state, &view, echo))
}

async fn change(
    state: &State,
    head: &Head,
    credential: &Credential,
    sent: Draft<UserBody>,
) -> Result<Response, Refusal> {
    let end = sent.as_ref().ok().map(|sent| mapping::end_in(sent, state.settings));
    let draft = sent.and_then(|sent| mapping::edit(sent, state.settings));
    updated(state, head, credential, draft).await.map_err(|refusal| match end {
        Some(end) => mapping::naming_end(refusal, end),
        None => refusal,
    })
}

async fn updated(
    state: &State,
    head: &Head,
    credential: &Credential,
    draft: Draft<(UserRef, Edit)>,
) -> Result<Response, Refusal> {
    let updated = users::update(&state.directory, &head.request, credential, draft, None).await?;
    Ok(shown(state, &updated.view, None))
}

/// The user in the shape that the site has chosen.
pub(crate) fn shown(state: &State, view: &UserView, echo: Option<&Echo>) -> Response {
    let shown = mapping::any_user(view, state.directory.now(), state.settings, echo);
    answer::json(StatusCode::OK, JSON, &shown)
}
