//! Signing in with a password.

use model::{Refusal, Timestamp, TokenKind, User};

use super::Door;
use super::drawn::Drawn;
use super::prove::{Admitted, admit, key_of, prove, reason};
use crate::passwords::{Password, PasswordRefused};
use crate::run::Step;
use crate::second_factor::CodeState;
use crate::{Directory, Request, TokenSecret};

/// How long a session lives.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    /// A use moves the end so many seconds ahead; it is also the first life.
    pub idle_seconds: i64,
    /// The latest end, in seconds from now.
    pub longest_seconds: Option<i64>,
}

/// A session that was opened, to be shown once.
#[derive(Debug)]
pub struct Opened {
    /// The token that continues it.
    pub secret: TokenSecret,
    /// The companion, where one was asked for: calls that change something must bring it too.
    pub companion: Option<TokenSecret>,
    /// The first instant it is over, if it is not used.
    pub expires: Timestamp,
    /// Who signed in.
    pub user: User,
    /// That it opens nothing but the step in which a code is given, where one is asked.
    pub awaits_code: Option<AwaitsCode>,
}

/// A session that awaits a code: for five minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwaitsCode {
    /// Whether the user has a second factor; else he must enrol first ([`crate::second_factor::enroll`]).
    pub enrolled: bool,
}

/// How long a session awaits a code.
const TO_GIVE_A_CODE: Life = Life { idle_seconds: 300, longest_seconds: Some(300) };

/// Opens a session of `kind` for whoever has this login and password. The password of a user of an auth source is asked there.
///
/// Unknown login, wrong password, no password, and a door that the throttle has closed are one refusal; a wrong
/// password costs the same work whether there is such a user or not. That a user is locked or outside the window
/// is told only after the right password. Of whom a code is asked, he gets a session that awaits it, where its kind has a step
/// for it ([`TokenKind::has_code_step`]); elsewhere he is refused as with a wrong password, unless the site lets him in
/// ([`crate::second_factor::OtherDoors`]).
pub async fn open(
    directory: &Directory,
    request: &Request,
    kind: TokenKind,
    door: impl Into<Door<'_>>,
    password: Result<Password, PasswordRefused>,
    life: Life,
) -> Result<Opened, Refusal> {
    open_session(directory, request, (kind, false), door.into(), password, life).await
}

/// As [`open`], with a companion for a session that a browser sends by itself.
pub async fn open_with_companion(
    directory: &Directory,
    request: &Request,
    kind: TokenKind,
    door: impl Into<Door<'_>>,
    password: Result<Password, PasswordRefused>,
    life: Life,
) -> Result<Opened, Refusal> {
    open_session(directory, request, (kind, true), door.into(), password, life).await
}

async fn open_session(
    directory: &Directory,
    request: &Request,
    (kind, with_companion): (TokenKind, bool),
    door: Door<'_>,
    password: Result<Password, PasswordRefused>,
    life: Life,
) -> Result<Opened, Refusal> {
    let proved = prove(directory, request, &door, password).await?;
    let Drawn { secret, companion, kept } = Drawn::new(directory, kind, with_companion)?;
    let login_key = key_of(door.login);
    let proved = std::sync::Arc::new(proved);
    let (limits, alone) = (directory.throttle(), directory.other_doors().alone(Some(kind)));
    let (Admitted { user, awaits_code }, expires) = directory
        .write_plainly(request, move |work| -> Step<_> {
            let admitted = admit(work, &proved, &login_key, limits, alone)?;
            let user = &admitted.user;
            let expires = if admitted.awaits_code.is_some() {
                kept.record(work, user, &["auth.password_proved"])?;
                kept.keep(work, user, TO_GIVE_A_CODE, CodeState::Awaited)?
            } else {
                kept.record(work, user, &["auth.succeeded", "session.opened"])?;
                kept.keep(work, user, life, CodeState::NotGiven)?
            };
            Ok((admitted, expires))
        })
        .await
        .inspect_err(|refusal| directory.count_failure(request, door.login.to_owned(), reason(refusal)))?;
    request.is_from(user.login.as_str());
    Ok(Opened { secret, companion, expires, user, awaits_code })
}
