//! Users and groups of an auth source: searching, importing, synchronising (20, 34 to 36).

use ::wire::{Call, answer};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, LOCATION};
use directory::sources::{self, Search};
use directory::{Draft, users};
use model::{Refusal, Rule};

use crate::late::{Outcome, late};
use crate::mapping::{self, Links};
use crate::routes::State;
use crate::sources::addressed;
use crate::wire::{SearchGroups, SearchUsers, UserList};
use crate::{auth, body, reply};

/// `POST /api/auth/sources/{id}/users/search`, section 6.8: those whose name it is, `*` standing for anything.
pub(crate) async fn search_users(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let (id, words) = late(addressed(&call));
    let name = body::drafted(&mut call, &credential, |SearchUsers(name)| required(name)).await?;
    let draft = id.and_then(|source| name.map(|name| Search { source, name }));
    let found = sources::search_users(&state.directory, &call.request, &credential, draft)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::user_hits(found)))
}

/// `POST /api/auth/sources/{id}/usergroups/search`, section 6.8: likewise.
pub(crate) async fn search_groups(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let (id, words) = late(addressed(&call));
    let name = body::drafted(&mut call, &credential, |SearchGroups(name)| required(name)).await?;
    let draft = id.and_then(|source| name.map(|name| Search { source, name }));
    let found = sources::search_groups(&state.directory, &call.request, &credential, draft)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::group_hits(found)))
}

fn required(name: Option<String>) -> Draft<String> {
    name.ok_or_else(|| Refusal::invalid("name", Rule::Required))
}

/// `POST /api/auth/sources/{id}/users`, section 6.4: 201 with all that were imported, or none of them is.
pub(crate) async fn import(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let (id, words) = late(addressed(&call));
    let imports =
        body::drafted(&mut call, &credential, |body| mapping::imports(body, state.settings)).await?;
    let draft = id.and_then(|source| imports.map(|imports| (source, imports)));
    let views = users::import(&state.directory, &call.request, &credential, draft)
        .await
        .map_err(|refusal| words.word(refusal))?;
    let links = Links::asked_for(call.query().ok().as_ref());
    let now = state.directory.now();
    let list = UserList { users: views.iter().map(|view| mapping::user(view, now, links)).collect() };
    let mut response = reply::to(&call, StatusCode::CREATED, &list);
    let place = mapping::imported_href(&views).and_then(|href| HeaderValue::try_from(href).ok());
    if let Some(place) = place {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// `PUT /api/auth/sources/{id}/usergroups/synchronize`, section 6.5: 200 without a body.
pub(crate) async fn synchronize(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let (id, words) = late(addressed(&call));
    sources::synchronize(&state.directory, &call.request, &credential, id, mapping::described)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(answer::empty(StatusCode::OK))
}
