//! Auth sources and their types (16 to 19, 37, 38, 44 to 47).

use ::wire::{Call, Form, Head, Response, answer};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use directory::sources::{self, Proposed, Trial};
use model::{Refusal, Rule, SourceId};

use crate::errors::ApiError;
use crate::late::{Failure, Outcome, late};
use crate::mapping::{self, Kept, Links};
use crate::routes::State;
use crate::wire::{AuthSources, SourceTypes};
use crate::{auth, body, reply};

/// `GET /api/auth/sources`, section 4.5: in full to a caller, and their names to who brings no credential at all.
pub(crate) async fn list(state: State, call: Call) -> Outcome {
    if !call.headers.contains_key(AUTHORIZATION) {
        let names = sources::names(&state.directory, &call.request).await?;
        let sources = names.iter().map(mapping::source_name).collect();
        return Ok(reply::to(&call, StatusCode::OK, &AuthSources { sources }));
    }
    let credential = auth::credential(&call.headers);
    let all = sources::list(&state.directory, &call.request, &credential).await?;
    let links = Links::asked_for(call.query().ok().as_ref());
    let sources = all.iter().map(|source| mapping::source(source, links)).collect();
    Ok(reply::to(&call, StatusCode::OK, &AuthSources { sources }))
}

/// `GET /api/auth/sources/{sourceId}`.
pub(crate) async fn get(state: State, call: Call) -> Outcome {
    let (id, words) = late(addressed(&call));
    let credential = auth::credential(&call.headers);
    let source = sources::get(&state.directory, &call.request, &credential, id)
        .await
        .map_err(|refusal| words.word(refusal))?;
    let links = Links::asked_for(call.query().ok().as_ref());
    Ok(reply::to(&call, StatusCode::OK, &mapping::source(&source, links)))
}

/// `POST /api/auth/sources`, section 6.8: 201 with the source, or 200 with the certificates to accept and nothing stored.
pub(crate) async fn create(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::new_source).await?;
    let proposed = sources::propose(&state.directory, &call.request, &credential, draft).await?;
    Ok(match proposed {
        Proposed::Done(source) => created(&call, &source),
        Proposed::ToAccept(source, shown) => {
            let source = mapping::proposed(&source, Kept::No, Links::LeftOut, &shown);
            reply::to(&call, StatusCode::OK, &source)
        }
    })
}

/// `PUT /api/auth/sources`, section 6.8: 200 with the source as it then is, or with the certificates to accept and nothing
/// stored. What is absent stays.
pub(crate) async fn modify(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::source_change).await?;
    let proposed = sources::propose_update(&state.directory, &call.request, &credential, draft).await?;
    let links = Links::asked_for(call.query().ok().as_ref());
    let source = match &proposed {
        Proposed::Done(source) => mapping::source(source, links),
        Proposed::ToAccept(source, shown) => mapping::proposed(source, Kept::Otherwise, links, shown),
    };
    Ok(reply::to(&call, StatusCode::OK, &source))
}

/// `PATCH /api/auth/sources`, section 6.8: 201 with the source, whose certificates are accepted by this. With an id it is
/// the change of one that is here.
pub(crate) async fn confirm(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let (directory, request) = (&state.directory, &call.request.clone());
    let source = match body::drafted(&mut call, &credential, mapping::confirmed).await? {
        Ok(Trial::New(new)) => sources::create(directory, request, &credential, Ok(new)).await?,
        Ok(Trial::Kept(id, change)) => {
            sources::update(directory, request, &credential, id, Ok(change)).await?
        }
        Err(refusal) => sources::create(directory, request, &credential, Err(refusal)).await?,
    };
    Ok(created(&call, &source))
}

fn created(call: &Call, source: &sources::AuthSource) -> Response {
    let links = Links::asked_for(call.query().ok().as_ref());
    reply::created(call, &mapping::source(source, links), &mapping::source_href(source.id))
}

/// `POST /api/auth/sources/test`, section 6.8: 200 when the test is passed, or with the certificates to accept before it can
/// be made.
pub(crate) async fn test(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::confirmed).await?;
    let kept = kept(&draft);
    let proposed = sources::test(&state.directory, &call.request, &credential, draft).await?;
    let source = match &proposed {
        Proposed::Done(source) => mapping::proposed(source, kept, Links::LeftOut, &[]),
        Proposed::ToAccept(source, shown) => mapping::proposed(source, kept, Links::LeftOut, shown),
    };
    Ok(reply::to(&call, StatusCode::OK, &source))
}

/// `PATCH /api/auth/sources/test`, section 6.8: the test, with certificates that were accepted; 200 without any.
pub(crate) async fn test_confirmed(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, mapping::confirmed).await?;
    let kept = kept(&draft);
    match sources::test(&state.directory, &call.request, &credential, draft).await? {
        Proposed::Done(source) => {
            let source = mapping::proposed(&source, kept, Links::LeftOut, &[]);
            Ok(reply::to(&call, StatusCode::OK, &source))
        }
        Proposed::ToAccept(..) => Err(Refusal::invalid("certificates", Rule::Required).into()),
    }
}

fn kept(draft: &directory::Draft<Trial>) -> Kept {
    if matches!(draft, Ok(Trial::Kept(..))) { Kept::Otherwise } else { Kept::No }
}

/// `DELETE /api/auth/sources/{sourceId}`, section 6.8: 204; the body may be missing.
pub(crate) async fn delete(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let asked = addressed(&call).and_then(|id| Ok((id, force(&call.query().map_err(ApiError::query)?)?)));
    let (asked, words) = late(asked);
    let draft = body::drafted_if_any(&mut call, &credential, |body| {
        asked.map(|(id, force)| mapping::deletion(id, force, body))
    })
    .await?;
    sources::delete(&state.directory, &call.request, &credential, draft)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

fn force(query: &Form) -> Result<bool, ApiError> {
    match query.first("force") {
        None | Some("" | "false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(ApiError::parameter(other)),
    }
}

/// `GET /api/auth/sourcetypes`.
pub(crate) async fn types(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let all = sources::types(&state.directory, &call.request, &credential).await?;
    let source_types = all.iter().map(mapping::source_type).collect();
    Ok(reply::to(&call, StatusCode::OK, &SourceTypes { source_types }))
}

/// `GET /api/auth/sourcetypes/{sourceId}`.
pub(crate) async fn get_type(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let all = sources::types(&state.directory, &call.request, &credential).await?;
    let id = call.parameter("id").map_err(|_| ApiError::parameter("sourceId"))?;
    let found = all.iter().find(|one| one.id == id);
    let source_type = found.ok_or_else(|| no_such_type(id))?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::source_type(source_type)))
}

fn no_such_type(id: &str) -> Failure {
    ApiError::new(StatusCode::NOT_FOUND, format!("No such Auth Source Type - {id}.")).into()
}

/// The source that the path names.
pub(crate) fn addressed(head: &Head) -> Result<SourceId, ApiError> {
    let id = head.parameter("id").map_err(|_| ApiError::parameter("id"))?;
    SourceId::parse(id).ok_or_else(|| ApiError::parameter(id))
}
