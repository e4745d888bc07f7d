//! Scopes and templates of traversal specs (21 to 24, 43, 48).

use ::wire::{Call, answer};
use axum::http::StatusCode;
use directory::scopes;
use model::ScopeId;

use crate::errors::ApiError;
use crate::late::{Outcome, late};
use crate::routes::State;
use crate::wire::{ScopesDetails, Templates};
use crate::{auth, body, mapping, reply};

/// `GET /api/auth/scopes`, section 6.9: all, by name.
pub(crate) async fn list(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let found = scopes::list(&state.directory, &call.request, &credential).await?;
    let scopes_details = found.iter().map(mapping::scope_details).collect();
    Ok(reply::to(&call, StatusCode::OK, &ScopesDetails { scopes_details }))
}

/// `GET /api/auth/scopes/{scopeId}`.
pub(crate) async fn get(state: State, call: Call) -> Outcome {
    let id = call.parameter("scopeId").map_err(|_| ApiError::parameter("scopeId"));
    let (id, words) = late(id.and_then(|id| ScopeId::parse(id).ok_or_else(|| ApiError::parameter(id))));
    let credential = auth::credential(&call.headers);
    let scope = scopes::get(&state.directory, &call.request, &credential, id)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::scope_details(&scope)))
}

/// `POST /api/auth/scopes`: 201 with the scope and where it is.
pub(crate) async fn create(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::new_scope).await?;
    let scope = scopes::create(&state.directory, &call.request, &credential, draft).await?;
    Ok(reply::created(&call, &mapping::scope(&scope), &mapping::scope_href(scope.id)))
}

/// `PUT /api/auth/scopes`: 200 with the scope as it then is. What is absent stays.
pub(crate) async fn modify(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::scope_edit).await?;
    let scope = scopes::update(&state.directory, &call.request, &credential, draft).await?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::scope(&scope)))
}

/// `DELETE /api/auth/scopes` with ids in the body: 200 without one, where others answer 204.
pub(crate) async fn delete_many(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::some_scopes).await?;
    scopes::delete_many(&state.directory, &call.request, &credential, draft).await?;
    Ok(answer::empty(StatusCode::OK))
}

/// `GET /api/auth/traversalspecs`: those that meet every filter, each exactly.
pub(crate) async fn traversal_specs(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let mut found = scopes::traversal_specs(&state.directory, &call.request, &credential).await?;
    let query = call.query().map_err(ApiError::query)?;
    let filter = |name| mapping::named(&query, name);
    let (adapters, resources, names) = (filter("adapterKind"), filter("resourceKind"), filter("name"));
    let meets = |wanted: &[String], text: &String| wanted.is_empty() || wanted.contains(text);
    found.retain(|spec| {
        meets(&adapters, &spec.adapter_kind)
            && meets(&resources, &spec.resource_kind)
            && meets(&names, &spec.name)
    });
    Ok(reply::to(&call, StatusCode::OK, &Templates { specs: found.iter().map(mapping::template).collect() }))
}
