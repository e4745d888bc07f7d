//! Acquiring and releasing tokens (33, 32).

use ::wire::{Call, answer};
use axum::http::StatusCode;
use directory::{sessions, tokens};
use model::TokenKind;

use crate::late::Outcome;
use crate::routes::State;
use crate::{auth, body, mapping, reply};

/// `POST /api/auth/token/acquire`, section 4.1: no credential is looked at.
pub(crate) async fn acquire(state: State, mut call: Call) -> Outcome {
    let sign_in = mapping::sign_in(body::read(&mut call).await?)?;
    let life = mapping::life(state.settings);
    let opened = sessions::open(
        &state.directory,
        &call.request,
        TokenKind::Aria,
        &sign_in.login,
        sign_in.password,
        life,
    )
    .await?;
    Ok(reply::to(&call, StatusCode::OK, &mapping::auth_token(&opened)))
}

/// `POST /api/auth/token/release`, section 4.2: 200 without a body.
pub(crate) async fn release(state: State, call: Call) -> Outcome {
    tokens::release(&state.directory, &call.request, &auth::credential(&call.headers)).await?;
    Ok(answer::empty(StatusCode::OK))
}
