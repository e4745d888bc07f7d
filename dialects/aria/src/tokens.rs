//! Acquiring, releasing and exchanging tokens (33, 32, and one of version 9.1).

use ::wire::{Call, answer};
use axum::http::StatusCode;
use directory::sessions::{self, Door};
use directory::{sources, tokens, users};
use model::TokenKind;

use crate::errors::ApiError;
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
        Door { login: &sign_in.login, kept_at: sign_in.kept_at.as_deref() },
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

/// `POST /api/auth/token/exchange`, section 1.1: there are no services to get a token for, so every key is refused.
pub(crate) async fn exchange(state: State, mut call: Call) -> Outcome {
    let credential = auth::credential(&call.headers);
    let draft = body::drafted(&mut call, &credential, |body| Ok(mapping::service_keys(body))).await?;
    users::current(&state.directory, &call.request, &credential, users::Parts::NONE).await?;
    Err(draft?.into())
}

/// `GET /api/auth/sources/vidb/well-known-url`, section 1.1: 409 without a source of that type. One that is kept cannot be
/// asked from here.
pub(crate) async fn well_known_url(state: State, call: Call) -> Outcome {
    let names = sources::names(&state.directory, &call.request).await?;
    Err(if names.iter().any(|source| source.source_type == "VIDB") {
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "The auth source of type VIDB cannot be reached.")
            .into()
    } else {
        ApiError::new(StatusCode::CONFLICT, "There is no auth source of type VIDB.").into()
    })
}
