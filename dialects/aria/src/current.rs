//! The caller's own record (53).

use ::wire::Call;
use axum::http::StatusCode;
use directory::users;

use crate::auth;
use crate::late::Outcome;
use crate::mapping::{self, Links};
use crate::reply;
use crate::routes::State;

/// `GET /api/auth/currentuser`, section 6.4: for any caller.
pub(crate) async fn get(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let own = users::current(&state.directory, &call.request, &credential, mapping::PARTS).await?;
    let links = Links::asked_for(call.query().ok().as_ref());
    let user = mapping::user(&own, state.directory.now(), links);
    Ok(reply::to(&call, StatusCode::OK, &user))
}
