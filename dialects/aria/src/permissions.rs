//! Permissions of users and groups, and traversal specs in them (5 to 7, 13 to 15, 56, 57).

use ::wire::{Call, answer};
use axum::http::StatusCode;
use directory::roles::{self, HolderRef, Holding};
use directory::{groups, users};
use model::Dialect;

use crate::errors::ApiError;
use crate::late::{Late, Outcome, late};
use crate::routes::State;
use crate::wire::{FromMembers, TraversalSpec};
use crate::xml::Document;
use crate::{auth, body, mapping, reply};

/// Which holder an operation speaks of, by the path.
type Addressed = fn(&Call) -> Result<HolderRef, ApiError>;

fn user(call: &Call) -> Result<HolderRef, ApiError> {
    crate::users::addressed(call).map(HolderRef::User)
}

fn group(call: &Call) -> Result<HolderRef, ApiError> {
    crate::groups::addressed(call).map(HolderRef::Group)
}

/// `GET /api/auth/users/{id}/permissions`, section 6.6: those given directly.
pub(crate) async fn of_user(state: State, call: Call) -> Outcome {
    let (user, words) = late(crate::users::addressed(&call));
    let credential = auth::credential(&call.headers);
    let view = users::get(&state.directory, &call.request, &credential, user, mapping::PARTS)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(shown(&call, &of_view(view)))
}

/// `GET /api/auth/currentuser/permissions`: for any caller.
pub(crate) async fn of_current(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let view = users::current(&state.directory, &call.request, &credential, mapping::PARTS).await?;
    Ok(shown(&call, &of_view(view)))
}

fn of_view(mut view: model::UserView) -> Holding {
    Holding { grants: view.grants, residue: view.residue.remove(&Dialect::Aria) }
}

/// `GET /api/auth/usergroups/{id}/permissions`.
pub(crate) async fn of_group(state: State, call: Call) -> Outcome {
    let (group, words) = late(crate::groups::addressed(&call));
    let credential = auth::credential(&call.headers);
    let mut view = groups::get(&state.directory, &call.request, &credential, group)
        .await
        .map_err(|refusal| words.word(refusal))?;
    let holding = Holding { grants: view.grants, residue: view.residue.remove(&Dialect::Aria) };
    Ok(shown(&call, &holding))
}

/// `PUT /api/auth/users/{id}/permissions`: one permission in place of what there is of its role; 200 with all of them.
pub(crate) async fn give_user(state: State, mut call: Call) -> Outcome {
    let holding = change(&state, &mut call, user, mapping::put_permission).await?;
    Ok(shown(&call, &holding))
}

/// `PUT /api/auth/usergroups/{id}/permissions`.
pub(crate) async fn give_group(state: State, mut call: Call) -> Outcome {
    let holding = change(&state, &mut call, group, mapping::put_permission).await?;
    Ok(shown(&call, &holding))
}

/// `PUT /api/auth/users/{id}/traversalspecs`: into every permission, and one of `ReadOnly`; 200 without a body.
pub(crate) async fn specify_user(state: State, mut call: Call) -> Outcome {
    change::<TraversalSpec>(&state, &mut call, user, mapping::put_spec).await?;
    Ok(answer::empty(StatusCode::OK))
}

/// `PUT /api/auth/usergroups/{id}/traversalspecs`.
pub(crate) async fn specify_group(state: State, mut call: Call) -> Outcome {
    change::<TraversalSpec>(&state, &mut call, group, mapping::put_spec).await?;
    Ok(answer::empty(StatusCode::OK))
}

/// `DELETE /api/auth/users/{id}/permissions/{roleName}`: 204.
pub(crate) async fn take_user(state: State, call: Call) -> Outcome {
    take(state, call, user).await
}

/// `DELETE /api/auth/usergroups/{id}/permissions/{roleName}`: 204.
pub(crate) async fn take_group(state: State, call: Call) -> Outcome {
    take(state, call, group).await
}

async fn change<B: FromMembers + Document>(
    state: &State,
    call: &mut Call,
    addressed: Addressed,
    edit: fn(B) -> directory::Draft<roles::HoldingEdit>,
) -> Result<Holding, crate::late::Failure> {
    let credential = auth::credential(&call.headers);
    let (holder, words) = late(addressed(call));
    let draft = body::drafted(call, &credential, |body| Ok((holder?, edit(body)?))).await?;
    let holding = roles::change(&state.directory, &call.request, &credential, Dialect::Aria, draft).await;
    holding.map_err(|refusal| words.word(refusal))
}

async fn take(state: State, call: Call, addressed: Addressed) -> Outcome {
    let credential = auth::credential(&call.headers);
    let place = addressed(&call).and_then(|holder| Ok((holder, crate::roles::named(&call)?)));
    let (place, words): (_, Late) = late(place);
    let draft = place.map(|(holder, name)| (holder, mapping::no_permission(name)));
    roles::change(&state.directory, &call.request, &credential, Dialect::Aria, draft)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

fn shown(call: &Call, holding: &Holding) -> ::wire::Response {
    reply::to(call, StatusCode::OK, &mapping::permissions(holding))
}
