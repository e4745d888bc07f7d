//! Who is signed in (U5).

use ::wire::{Call, Response, stream};
use axum::http::StatusCode;
use directory::sessions::{self, SessionsAfter};
use directory::{Credential, Request};
use model::Refusal;

use crate::auth;
use crate::errors::JSON;
use crate::routes::State;
use crate::wire::ActiveSession;

/// `GET /user/getActiveSessionsOfUsers`, section 7: an array of the sessions that are good now, the caller's first. Without
/// `directory.read` there are his own alone.
pub(crate) async fn list(state: State, call: Call) -> Result<Response, Refusal> {
    let (request, credential) = (call.request.clone(), auth::credential(&call));
    let read = move |after| page(state.clone(), request.clone(), credential.clone(), after);
    stream::json_pages(StatusCode::OK, JSON, "[", read, "]").await
}

async fn page(
    state: State,
    request: Request,
    credential: Credential,
    after: Option<SessionsAfter>,
) -> Result<(stream::Page, Option<SessionsAfter>), Refusal> {
    let found = sessions::list(&state.directory, &request, &credential, after).await?;
    let mut page = stream::Page::new();
    for session in &found.sessions {
        page.push(&ActiveSession {
            user_id: session.user.to_string(),
            eid: &session.login,
            login_time: session.opened.millis(),
            client_ip: session.address.map(|address| address.to_string()),
        })?;
    }
    Ok((page, found.next))
}
