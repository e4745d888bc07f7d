//! Signing in and out (A1 to A4; section 3).

use ::wire::{Call, Response, answer};
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, SET_COOKIE};
use directory::sessions::{self, Life, Opened};
use directory::{Credential, Outside, tokens};
use model::{Refusal, TokenKind};
use serde::Serialize;

use crate::cookies::{self, COMPANION, COMPANION_HEADER, NETRIGHT, ReadBy, SESSION};
use crate::errors::JSON;
use crate::reply::{self, Nothing};
use crate::routes::State;
use crate::sign_in::sign_in;
use crate::{auth, body};

/// A session ends when nothing was asked for half an hour, and after twelve hours (`one-record` section 6).
pub(crate) const SESSION_LIFE: Life = Life { idle_seconds: 30 * 60, longest_seconds: Some(12 * 3_600) };
/// A bearer token ends after an hour, used or not.
pub(crate) const BEARER_LIFE: Life = Life { idle_seconds: 3_600, longest_seconds: Some(3_600) };

/// Section 3.1, the answer to a sign-in.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn<'a> {
    user_id: String,
    eid: &'a str,
    #[serde(flatten)]
    code: Code,
}

/// Section 3.3: members that are there only where a code must follow.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Code {
    #[serde(skip_serializing_if = "Option::is_none")]
    otp_required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    otp_enrolled: Option<bool>,
}

impl Code {
    fn of(opened: &Opened) -> Self {
        let Some(awaits) = opened.awaits_code else { return Self::default() };
        Self { otp_required: Some(true), otp_enrolled: (!awaits.enrolled).then_some(false) }
    }
}

/// Section 3.2; the members of RFC 6750.
#[derive(Serialize)]
struct Bearer<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: i64,
    #[serde(flatten)]
    code: Code,
}

/// `GET /get-csrf-token`, section 3.1: the value that the client has, so that the one of a session stays as it is; else a
/// new one, for clients that want one before they sign in. It is not remembered, and sign-in does not look at it: there is
/// no session yet that it could guard.
pub(crate) async fn csrf_token(state: State, call: Call) -> Result<Response, Refusal> {
    let token =
        cookies::companion(&call.headers).map_or_else(|| drawn(state.directory.outside()), str::to_owned);
    with_cookies(&Nothing {}, [cookies::set(COMPANION, &token, ReadBy::Scripts, state.settings.https)])
}

/// `POST /login`, section 3.1: 200 with the cookies of a session, and its companion as a header too. Where a code is asked
/// they open nothing but the step for it (section 3.3).
pub(crate) async fn login(state: State, mut call: Call) -> Result<Response, Refusal> {
    let who = sign_in(&body::read(&mut call).await?)?;
    let directory = &state.directory;
    let opened = sessions::open_with_companion(
        directory,
        &call.request,
        TokenKind::KronSession,
        who.login.as_str(),
        who.password,
        SESSION_LIFE,
    )
    .await?;
    session(&state, &opened)
}

/// `POST /jwt/login`, section 3.2: 200 with a bearer token and the seconds that it lives.
pub(crate) async fn jwt_login(state: State, mut call: Call) -> Result<Response, Refusal> {
    let who = sign_in(&body::read(&mut call).await?)?;
    let opened = sessions::open(
        &state.directory,
        &call.request,
        TokenKind::KronBearer,
        who.login.as_str(),
        who.password,
        BEARER_LIFE,
    )
    .await?;
    Ok(bearer(&state, &opened))
}

/// The answer that hands a session out.
pub(crate) fn session(state: &State, opened: &Opened) -> Result<Response, Refusal> {
    let companion = opened.companion.as_ref().ok_or(Refusal::Internal)?.reveal();
    let https = state.settings.https;
    let (user, code) = (&opened.user, Code::of(opened));
    let said = SignedIn { user_id: user.id.to_string(), eid: user.login.as_str(), code };
    let mut response = with_cookies(
        &said,
        [
            cookies::set(SESSION, opened.secret.reveal(), ReadBy::Browser, https),
            cookies::set(COMPANION, companion, ReadBy::Scripts, https),
            cookies::set(NETRIGHT, &drawn(state.directory.outside()), ReadBy::Browser, https),
        ],
    )?;
    let header = HeaderValue::try_from(companion).map_err(|_| Refusal::Internal)?;
    response.headers_mut().insert(COMPANION_HEADER, header);
    Ok(response)
}

/// The answer that hands a bearer token out.
pub(crate) fn bearer(state: &State, opened: &Opened) -> Response {
    let lives = opened.expires.seconds().saturating_sub(state.directory.now().seconds());
    let (access_token, code) = (opened.secret.reveal(), Code::of(opened));
    let token = Bearer { access_token, token_type: "Bearer", expires_in: lives, code };
    answer::json(StatusCode::OK, JSON, &token)
}

/// `POST /logout`, section 3.1: 200; the session or the bearer token is over, and the cookies of a session go.
pub(crate) async fn logout(state: State, call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    tokens::release(&state.directory, &call.request, &credential).await?;
    match credential {
        Credential::Guarded { .. } => {
            with_cookies(&Nothing {}, [SESSION, COMPANION, NETRIGHT].map(cookies::unset))
        }
        _ => Ok(reply::done()),
    }
}

fn with_cookies<const N: usize>(
    said: &impl Serialize,
    cookies: [Option<HeaderValue>; N],
) -> Result<Response, Refusal> {
    let mut response = answer::json(StatusCode::OK, JSON, said);
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie.ok_or(Refusal::Internal)?);
    }
    Ok(response)
}

/// 32 random hexadecimal digits in lower case.
fn drawn(outside: &Outside) -> String {
    format!("{:032x}", u128::from_be_bytes(outside.random()))
}
