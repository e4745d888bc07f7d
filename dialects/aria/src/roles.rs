//! Roles and the catalogue of privileges (25 to 31, 49 to 52).

use ::wire::{Call, Head, answer};
use axum::http::StatusCode;
use directory::roles::{self, Keys};
use model::{PrivilegeSet, fold};

use crate::errors::ApiError;
use crate::late::{Outcome, late};
use crate::mapping::{self, Links};
use crate::routes::State;
use crate::wire::UserRoles;
use crate::{auth, body, reply};

/// `GET /api/auth/roles`, section 6.7: those named, else all, by name.
pub(crate) async fn list(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let mut found = roles::list(&state.directory, &call.request, &credential).await?;
    let query = call.query().map_err(ApiError::query)?;
    let names: Vec<_> = mapping::named(&query, "roleName").iter().map(|name| fold::key(name)).collect();
    found.retain(|role| names.is_empty() || names.iter().any(|name| name == role.name.key()));
    found.sort_unstable_by(|one, other| one.name.key().cmp(other.name.key()));
    let links = Links::asked_for(Some(&query));
    let user_roles = found.iter().map(|role| mapping::role(role, links)).collect();
    Ok(reply::to(&call, StatusCode::OK, &UserRoles { user_roles }))
}

/// `POST /api/auth/roles`: 201 with the role and where it is.
pub(crate) async fn create(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::new_role).await?;
    let role = roles::create(&state.directory, &call.request, &credential, draft).await?;
    let links = Links::asked_for(call.query().ok().as_ref());
    Ok(reply::created(&call, &mapping::role(&role, links), &mapping::role_href(&role.name)))
}

/// `PUT /api/auth/roles`: 200 with the role as it then is. What is absent stays.
pub(crate) async fn modify(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::role_edit).await?;
    let role = roles::update(&state.directory, &call.request, &credential, draft).await?;
    let links = Links::asked_for(call.query().ok().as_ref());
    Ok(reply::to(&call, StatusCode::OK, &mapping::role(&role, links)))
}

/// `GET /api/auth/roles/{roleName}`.
pub(crate) async fn get(state: State, call: Call) -> Outcome {
    let (name, words) = late(named(&call));
    let credential = auth::credential(&call.headers);
    let role = roles::get(&state.directory, &call.request, &credential, name)
        .await
        .map_err(|refusal| words.word(refusal))?;
    let links = Links::asked_for(call.query().ok().as_ref());
    Ok(reply::to(&call, StatusCode::OK, &mapping::role(&role, links)))
}

/// `DELETE /api/auth/roles/{roleName}`: 204; what was granted of it goes with it.
pub(crate) async fn delete(state: State, call: Call) -> Outcome {
    let (name, words) = late(named(&call));
    let credential = auth::credential(&call.headers);
    roles::delete(&state.directory, &call.request, &credential, name)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// `GET /api/auth/roles/{roleName}/privileges`.
pub(crate) async fn privileges(state: State, call: Call) -> Outcome {
    let (name, words) = late(named(&call));
    let credential = auth::credential(&call.headers);
    let role = roles::get(&state.directory, &call.request, &credential, name)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::privileges(role.privileges.iter())))
}

/// `PUT /api/auth/roles/{roleName}/privileges`: the keys become those sent.
pub(crate) async fn set_privileges(state: State, call: Call) -> Outcome {
    change(state, call, Keys::Set).await
}

/// `POST /api/auth/roles/{roleName}/privileges`: the keys sent are added; 200.
pub(crate) async fn add_privileges(state: State, call: Call) -> Outcome {
    change(state, call, Keys::Add).await
}

/// `DELETE /api/auth/roles/{roleName}/privileges`: the keys in the body are taken away; 200.
pub(crate) async fn remove_privileges(state: State, call: Call) -> Outcome {
    change(state, call, Keys::Remove).await
}

async fn change(state: State, mut call: Call, how: fn(PrivilegeSet) -> Keys) -> Outcome {
    let credential = auth::credential(&call.headers);
    let (name, words) = late(named(&call));
    let edit = |body| name.and_then(|name| mapping::key_edit(name, body, how));
    let draft = body::drafted(&mut call, &credential, edit).await?;
    let role = roles::update(&state.directory, &call.request, &credential, draft)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::keys(&role)))
}

/// `GET /api/auth/privileges`: those whose keys are given, else all.
pub(crate) async fn catalogue(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let all = roles::catalogue(&state.directory, &call.request, &credential).await?;
    let keys = mapping::named(&call.query().map_err(ApiError::query)?, "key");
    let wanted = |key: &str| keys.is_empty() || keys.iter().any(|wanted| wanted == key);
    let privileges = mapping::privileges(all.iter().copied().filter(|one| wanted(one.key())));
    Ok(reply::to(&call, StatusCode::OK, &privileges))
}

/// `GET /api/auth/privilegegroups`: likewise.
pub(crate) async fn groups(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let all = roles::catalogue(&state.directory, &call.request, &credential).await?;
    let keys = mapping::named(&call.query().map_err(ApiError::query)?, "key");
    let mut groups = mapping::privilege_groups(all);
    groups.privilege_groups.retain(|group| keys.is_empty() || keys.iter().any(|key| key == group.key));
    Ok(reply::to(&call, StatusCode::OK, &groups))
}

/// The role that the path names.
pub(crate) fn named(head: &Head) -> Result<String, ApiError> {
    head.parameter("roleName").map(str::to_owned).map_err(|_| ApiError::parameter("roleName"))
}
