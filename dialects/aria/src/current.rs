//! The caller's own record and roles (53, 54).

use ::wire::Call;
use axum::http::StatusCode;
use directory::{roles, users};

use crate::auth;
use crate::late::{Outcome, late};
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

/// `GET /api/auth/currentuser/roles/{roleName}/privileges`: of a role that the caller holds; for any caller.
pub(crate) async fn privileges(state: State, call: Call) -> Outcome {
    let (name, words) = late(crate::roles::named(&call));
    let credential = auth::credential(&call.headers);
    let role = roles::own(&state.directory, &call.request, &credential, name)
        .await
        .map_err(|refusal| words.word(refusal))?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::privileges(role.privileges.iter())))
}
