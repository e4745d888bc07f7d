//! Users (1 to 5).

use ::wire::{Call, Form, Head, answer};
use axum::http::StatusCode;
use directory::users::{self, Change, Edit, Parts, UserRef};
use directory::{Credential, Draft, codes};
use model::{Refusal, Rule};

use crate::errors::{Body, JSON, refused};
use crate::mapping::{self, Codes, PARTS};
use crate::outcome::{Failure, Outcome};
use crate::routes::State;
use crate::wire::{Guids, One, UserPage, one_user, some_users};
use crate::{auth, body, quirks};

/// `POST /users`, section 5.1: 201 with the GUIDs in the order of the request, all of them or none.
pub(crate) async fn create(state: State, mut call: Call) -> Outcome {
    let (credential, codes) = enter(&state, &call).await?;
    let sent = body::read(&mut call).await?;
    let draft = match some_users(&sent) {
        Ok(bodies) => {
            let (logins, groups) = mapping::names(&bodies);
            let known = users::known(&state.directory, &call.request, &credential, logins, groups).await?;
            mapping::new_users(bodies, &codes, &known, &state.settings)
        }
        Err(refusal) => Err(refusal),
    };
    let created = users::create(&state.directory, &call.request, &credential, draft, None)
        .await
        .map_err(|refusal| word(&state, &sent, refusal))?;
    let guids = Guids { users: created.iter().map(|created| mapping::guid(created.id)).collect() };
    Ok(answer::json(StatusCode::CREATED, JSON, &guids))
}

/// `GET /users`, section 5.2: the newest first.
pub(crate) async fn list(state: State, call: Call) -> Outcome {
    let (credential, codes) = enter(&state, &call).await?;
    let query = query(&call);
    let with_groups = query.as_ref().is_ok_and(quirks::wants_groups);
    let parts = Parts { memberships: with_groups, ..PARTS };
    let wanted = query.and_then(|query| mapping::wanted_users(&query, &codes));
    let stretch = wanted.clone().map(|(stretch, _)| stretch);
    let (directory, request) = (&state.directory, &call.request);
    let found = match wanted {
        Ok((stretch, Some(choice))) => {
            users::list_chosen(directory, request, &credential, Ok((stretch, choice)), parts).await?
        }
        wanted => {
            let stretch = wanted.map(|(stretch, _)| stretch);
            users::list_newest(directory, request, &credential, stretch, parts).await?
        }
    };
    let stretch = stretch?;
    let links = state.links(&call);
    let users: Vec<_> = found.iter().map(|view| mapping::user(view, &codes, &links, with_groups)).collect();
    let page = UserPage { count: users.len(), offset: stretch.offset, limit: stretch.limit, users };
    Ok(answer::json(StatusCode::OK, JSON, &page))
}

/// `GET /users/{loginName}`.
pub(crate) async fn get(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&state.directory, &call).await?;
    let user = addressed(&call);
    let (view, tables) =
        users::get_to_manage(&state.directory, &call.request, &credential, user, PARTS).await?;
    let codes = Codes::new(tables, &state.settings);
    let user = mapping::user(&view, &codes, &state.links(&call), false);
    Ok(answer::json(StatusCode::OK, JSON, &One { user }))
}

/// `PUT /users/{loginName}`, section 5.3: 204.
pub(crate) async fn update(state: State, mut call: Call) -> Outcome {
    let (credential, codes) = enter(&state, &call).await?;
    let sent = body::read(&mut call).await?;
    let draft = match (addressed(&call), one_user(&sent)) {
        (Ok(user), Ok(body)) => {
            let (_, groups) = mapping::names(std::slice::from_ref(&body));
            let known =
                users::known(&state.directory, &call.request, &credential, Vec::new(), groups).await?;
            Ok((user, mapping::edit(body, codes, &known, &state.settings)))
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    users::update(&state.directory, &call.request, &credential, draft, None)
        .await
        .map_err(|refusal| word(&state, &sent, refusal))?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// `DELETE /users/{loginName}`, section 5.5: the user becomes inactive and stays; 204, also when it is already.
pub(crate) async fn deactivate(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&state.directory, &call).await?;
    let draft = addressed(&call).map(|user| (user, Edit::Said(vec![Change::Enabled(false)])));
    users::update(&state.directory, &call.request, &credential, draft, None).await?;
    Ok(answer::empty(StatusCode::NO_CONTENT))
}

/// Who calls, and the codes of his organisation: nobody in particular comes no further.
pub(crate) async fn enter(state: &State, head: &Head) -> Result<(Credential, Codes), Refusal> {
    let credential = auth::credential(&state.directory, head).await?;
    let tables = codes::tables(&state.directory, &head.request, &credential).await?;
    Ok((credential, Codes::new(tables, &state.settings)))
}

/// A refusal that speaks of the body is worded with it; others as anywhere.
fn word(state: &State, sent: &serde_json::Value, refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Invalid(_) | Refusal::Exists { .. } | Refusal::NotFound { .. } => {
            let body = Body { sent, duplicate: state.settings.duplicate_status };
            Failure::Door(refused(&refusal, &body))
        }
        other => Failure::Core(other),
    }
}

/// The query; one that is not UTF-8 is refused where the draft is.
pub(crate) fn query(head: &Head) -> Draft<Form> {
    head.query().map_err(|_| Refusal::invalid("query", Rule::Format("must be UTF-8, percent-encoded")))
}

/// The user that the path names.
pub(crate) fn addressed(head: &Head) -> Draft<UserRef> {
    head.parameter("loginName").map(|login| UserRef::Login(login.to_owned()))
}
