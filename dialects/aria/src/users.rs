//! Users (1, 2, 3, 4, 39, 40).

mod list;

use ::wire::{Call, Head, answer};
use axum::http::StatusCode;
use directory::users::{self, UserRef};
use model::{Refusal, UserId};

use crate::errors::ApiError;
use crate::late::{Outcome, late};
use crate::mapping::{self, Links};
use crate::routes::State;
use crate::{auth, body, reply};

pub(crate) use list::Users;

/// `POST /api/auth/users`, section 6.4: 201 with the user and where it is.
pub(crate) async fn create(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, |body| mapping::new_user(body, state.settings)).await?;
    let draft = draft.map(|user| vec![user]);
    let created =
        users::create(&state.directory, &call.request, &credential, draft, Some(mapping::PARTS)).await?;
    let view = created.into_iter().next().and_then(|created| created.view).ok_or(Refusal::Internal)?;
    let links = Links::asked_for(call.query().ok().as_ref());
    let user = mapping::user(&view, state.directory.now(), links);
    Ok(reply::created(&call, &user, &mapping::href(view.user.id)))
}

/// `PUT /api/auth/users`, section 6.4: 200 with the user as it then is. What is absent stays.
pub(crate) async fn modify(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, |body| mapping::edit(body, state.settings)).await?;
    let updated = users::update(&state.directory, &call.request, &credential, draft, None).await?;
    let links = Links::asked_for(call.query().ok().as_ref());
    let user = mapping::user(&updated.view, state.directory.now(), links);
    Ok(reply::to(&call, StatusCode::OK, &user))
}

/// `GET /api/auth/users/{id}`.
pub(crate) async fn get(state: State, call: Call) -> Outcome {
    let (user, words) = late(addressed(&call));
    let credential = auth::credential(&call.headers);
    let view = users::get(&state.directory, &call.request, &credential, user, mapping::PARTS)
        .await
        .map_err(|refusal| words.word(refusal))?;
    let links = Links::asked_for(call.query().ok().as_ref());
    let user = mapping::user(&view, state.directory.now(), links);
    Ok(reply::to(&call, StatusCode::OK, &user))
}

/// `DELETE /api/auth/users/{id}`: 204.
pub(crate) async fn delete(state: State, call: Call) -> Outcome {
    let (user, words) = late(addressed(&call));
    let credential = auth::credential(&call.headers);
    users::delete(&state.directory, &call.request, &credential, user)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// `DELETE /api/auth/users?id=..`: 204 when at least one was there (section 10, 18).
pub(crate) async fn delete_many(state: State, call: Call) -> Outcome {
    let (ids, words) = late(
        call.query().map_err(ApiError::query).and_then(|query| mapping::some_ids(&query, UserId::parse)),
    );
    let credential = auth::credential(&call.headers);
    users::delete_many(&state.directory, &call.request, &credential, ids)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// `PUT /api/auth/users/passwordchange`, section 6.4: the caller's own; 204.
pub(crate) async fn change_password(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let own = |body| mapping::own_password(body, state.settings);
    let draft = body::drafted(&mut call, &credential, own).await?;
    users::change_password(&state.directory, &call.request, &credential, draft)
        .await
        .map_err(new_password)?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// What the record calls the password is the new one here.
fn new_password(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Invalid(mut all) => {
            for invalid in all.iter_mut().filter(|invalid| invalid.field == "password") {
                invalid.field = "newPassword".into();
            }
            Refusal::Invalid(all)
        }
        other => other,
    }
}

/// The user that the path names.
pub(crate) fn addressed(head: &Head) -> Result<UserRef, ApiError> {
    let id = head.parameter("id").map_err(|_| ApiError::parameter("id"))?;
    UserId::parse(id).map(UserRef::Id).ok_or_else(|| ApiError::parameter(id))
}
