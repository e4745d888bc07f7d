//! Signing in with a password.

use model::{Refusal, Timestamp, TokenId, TokenKind, User};

use super::Door;
use super::prove::{admit, key_of, prove, reason};
use crate::audit::{Actor, Changes, Event, Target};
use crate::passwords::{Password, PasswordRefused};
use crate::run::{Step, Work};
use crate::tokens::repo::{self as tokens, TokenRow};
use crate::tokens::shape;
use crate::tokens::uses::stored_end;
use crate::{Directory, Request, TokenDigest, TokenSecret};

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
}

/// Opens a session of `kind` for whoever has this login and password. The password of a user of an auth source is asked there.
///
/// Unknown login, wrong password, no password, and a door that the throttle has closed are one refusal; a wrong
/// password costs the same work whether there is such a user or not. That a user is locked or outside the window
/// is told only after the right password.
pub async fn open(
    directory: &Directory,
    request: &Request,
    kind: TokenKind,
    door: impl Into<Door<'_>>,
    password: Result<Password, PasswordRefused>,
    life: Life,
) -> Result<Opened, Refusal> {
    open_session(directory, request, (kind, None), door.into(), password, life).await
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
    let companion = shape::draw_companion(directory.outside());
    open_session(directory, request, (kind, Some(companion)), door.into(), password, life).await
}

async fn open_session(
    directory: &Directory,
    request: &Request,
    (kind, companion): (TokenKind, Option<TokenSecret>),
    door: Door<'_>,
    password: Result<Password, PasswordRefused>,
    life: Life,
) -> Result<Opened, Refusal> {
    let proved = prove(directory, request, &door, password).await?;
    let secret = shape::draw(kind, directory.outside());
    let digest = shape::digest(kind, secret.reveal()).ok_or(Refusal::Internal)?;
    let companion_digest = companion.as_ref().map(|companion| TokenDigest::of(companion.reveal()));
    let id = TokenId(directory.outside().id());
    let login_key = key_of(door.login);
    let proved = std::sync::Arc::new(proved);
    let limits = directory.throttle();
    let (user, expires) = directory
        .write_plainly(request, move |work| {
            let user = admit(work, &proved, &login_key, limits)?;
            let latest = life.longest_seconds.map(|seconds| work.now.plus_seconds(seconds));
            let latest = [latest, user.window.until()].into_iter().flatten().min();
            let slides_by = life.idle_seconds.saturating_mul(1_000_000);
            let promised = work.now.plus_seconds(life.idle_seconds);
            let expires = latest.map_or(promised, |latest| promised.min(latest));
            let row = TokenRow {
                kind,
                digest,
                id,
                expires: Some(stored_end(work.now, slides_by, latest)),
                slides_by: Some(slides_by),
                ends_at_latest: latest,
                host: None,
                companion: companion_digest,
                opened_from: work.request.address,
            };
            tokens::delete_ended_sessions(work.c, user.key, work.now)?;
            tokens::insert(work.c, user.org, user.key, &row, work.now)?;
            record(work, &user, kind, id)?;
            Ok((user, expires))
        })
        .await
        .inspect_err(|refusal| directory.count_failure(request, door.login.to_owned(), reason(refusal)))?;
    request.is_from(user.login.as_str());
    Ok(Opened { secret, companion, expires, user })
}

fn record(work: &mut Work<'_>, user: &User, kind: TokenKind, id: TokenId) -> Step<()> {
    let actor =
        Actor { id: Some(user.id), login: user.login.to_string(), credential: Some((kind.name(), id)) };
    let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
    for name in ["auth.succeeded", "session.opened"] {
        let mut changes = Changes::default();
        changes.set("kind", kind.name());
        work.record_for(user.org, &actor, &Event { name, target: target.clone(), changes })?;
    }
    Ok(())
}
