//! The second factor (A5; section 3.3).

use ::wire::{Call, Response, answer};
use axum::http::StatusCode;
use directory::{second_factor, sessions};
use model::{Refusal, TokenKind};
use serde::Serialize;

use crate::errors::JSON;
use crate::mapping;
use crate::routes::State;
use crate::sessions::{BEARER_LIFE, SESSION_LIFE, bearer, session};
use crate::wire::Named;
use crate::{auth, body, users};

/// What an authenticator is given, once.
#[derive(Serialize)]
struct Enrollment<'a> {
    secret: &'a str,
    uri: &'a str,
}

/// `POST /login/otp`: 200 as the sign-in that asked for the code, with a session or a token that opens everything; the one
/// that awaited the code is over.
pub(crate) async fn give(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let typed = body::draft(&mut call, &credential, |body| body::only_text(body, "otp")).await;
    let is_session = credential.kind() == Some(TokenKind::KronSession);
    let life = if is_session { SESSION_LIFE } else { BEARER_LIFE };
    let opened = sessions::complete(&state.directory, &call.request, &credential, typed, life).await?;
    if is_session { session(&state, &opened) } else { Ok(bearer(&state, &opened)) }
}

/// `POST /login/otp/enroll`: 200 with a secret, which the first right code confirms. The body is not read.
pub(crate) async fn enroll(state: State, call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let drawn = second_factor::enroll(&state.directory, &call.request, &credential).await?;
    let said = Enrollment { secret: &drawn.secret, uri: &drawn.uri };
    Ok(answer::json(StatusCode::OK, JSON, &said))
}

/// `POST /user/resetOtp`: 200 with the user. The body names him by id or by `eid`.
pub(crate) async fn reset(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let named = body::draft(&mut call, &credential, Named::read).await;
    let user = named.map(|named| mapping::user_ref(&named.name));
    let (directory, parts) = (&state.directory, mapping::PARTS);
    let view = second_factor::reset(directory, &call.request, &credential, user, parts).await?;
    Ok(users::shown(&state, &view, None))
}
