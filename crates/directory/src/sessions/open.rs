//! Signing in with a password.

use model::refusal::{BadCredential, Expiry};
use model::{OrgKey, Refusal, SignIn, Timestamp, TokenId, TokenKind, User, fold};

use crate::audit::{Actor, Changes, Event, Target};
use crate::passwords::{Password, PasswordRefused, Source, Standing, StoredPassword, Verdict};
use crate::run::{Step, Stop, Work, busy};
use crate::tokens::repo::{self as tokens, TokenRow};
use crate::tokens::shape;
use crate::tokens::uses::stored_end;
use crate::users::repo as users;
use crate::{Directory, Request, TokenSecret, throttle};

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
    /// The first instant it is over, if it is not used.
    pub expires: Timestamp,
    /// Who signed in.
    pub user: User,
}

/// What was found before the password was looked at.
struct Before {
    org: OrgKey,
    user: Option<(User, Option<StoredPassword>)>,
    standing: throttle::Standing,
}

/// Opens a session of `kind` for whoever has this login and password.
///
/// Unknown login, wrong password, no password, and a door that the throttle has closed are one refusal; a wrong
/// password costs the same work whether there is such a user or not. That a user is locked or outside the window
/// is told only after the right password.
pub async fn open(
    directory: &Directory,
    request: &Request,
    kind: TokenKind,
    login: &str,
    password: Result<Password, PasswordRefused>,
    life: Life,
) -> Result<Opened, Refusal> {
    let proved = prove(directory, request, login, password).await?;
    let secret = shape::draw(kind, directory.outside());
    let digest = shape::digest(kind, secret.reveal()).ok_or(Refusal::Internal)?;
    let id = TokenId(directory.outside().id());
    let login_key = key_of(login);
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
            };
            tokens::delete_ended_sessions(work.c, user.key, work.now)?;
            tokens::insert(work.c, user.org, user.key, &row, work.now)?;
            record(work, &user, kind, id)?;
            Ok((user, expires))
        })
        .await
        .inspect_err(|refusal| directory.count_failure(request, login.to_owned(), reason(refusal)))?;
    request.is_from(user.login.as_str());
    Ok(Opened { secret, expires, user })
}

/// What came of comparing the password.
struct Proved {
    org: OrgKey,
    /// The user and the version of the password that was right.
    right: Option<(model::UserKey, i64)>,
    renewed: Option<StoredPassword>,
    counted: bool,
}

async fn prove(
    directory: &Directory,
    request: &Request,
    login: &str,
    password: Result<Password, PasswordRefused>,
) -> Result<Proved, Refusal> {
    let before = look(directory, request, login).await?;
    if before.standing.closed {
        return Ok(Proved { org: before.org, right: None, renewed: None, counted: false });
    }
    let known = before.standing.known && before.user.is_some();
    let standing = if known { Standing::Known } else { Standing::Unknown };
    let source = request.address.map_or(Source::System, |address| Source::Peer(address, standing));
    let (user, stored) = match before.user {
        Some((user, stored)) => (Some(user), stored),
        None => (None, None),
    };
    let verdict = match &password {
        Ok(password) => directory.pool().verify(source, password.clone(), stored).await,
        Err(_) => directory.pool().verify_nothing(source).await,
    };
    let verdict = verdict.map_err(busy)?;
    let (right, renew) = match (verdict, user) {
        (Verdict::Right { renew }, Some(user)) => (Some((user.key, user.password_version)), renew),
        (Verdict::Right { .. } | Verdict::Wrong, _) => (None, false),
    };
    // A hash of an older cost or pepper is made anew while the password is at hand; a full pool leaves it as it is.
    let renewed = match (&password, renew) {
        (Ok(password), true) => {
            directory.pool().hash(source, password.clone(), directory.outside().random()).await.ok()
        }
        _ => None,
    };
    Ok(Proved { org: before.org, right, renewed, counted: true })
}

async fn look(directory: &Directory, request: &Request, login: &str) -> Result<Before, Refusal> {
    let (login, address) = (login.to_owned(), request.address_text().unwrap_or_default());
    let login_key = key_of(&login);
    directory
        .read_plainly(request, move |c, now| {
            let org = OrgKey::FIRST;
            let door = throttle::Door { org, login_key: &login_key, address: &address };
            let standing = throttle::standing(c, &door, now)?;
            let user = match users::find_by_login(c, org, &login)? {
                Some(user) => {
                    let stored = users::password_of(c, user.key)?;
                    Some((user, stored))
                }
                None => None,
            };
            Ok(Before { org, user, standing })
        })
        .await
}

/// The user, if the password was right, is still the same, and every axis lets him in.
fn admit(work: &mut Work<'_>, proved: &Proved, login_key: &str, limits: throttle::Limits) -> Step<User> {
    let address = work.request.address_text().unwrap_or_default();
    let door = throttle::Door { org: proved.org, login_key, address: &address };
    let wrong = || Stop::Kept(Refusal::Unauthenticated(BadCredential::Unknown));
    let user = match proved.right {
        Some((key, version)) => users::find_by_key(work.c, key)?
            .filter(|user| user.password_version == version && user.has_password),
        None => None,
    };
    let Some(user) = user else {
        if proved.counted {
            let trim = work.request.id.0.last().is_some_and(|byte| byte % 64 == 0);
            throttle::failed(work.c, &door, limits, work.now, trim)?;
        }
        return Err(wrong());
    };
    match user.sign_in(work.now) {
        SignIn::Allowed => {}
        SignIn::Disabled => return Err(Stop::Kept(Refusal::Locked { disabled: true })),
        SignIn::Locked => return Err(Stop::Kept(Refusal::Locked { disabled: false })),
        SignIn::NotYet | SignIn::Over => return Err(Stop::Kept(Refusal::Expired(Expiry::Window))),
    }
    throttle::succeeded(work.c, &door, work.now)?;
    if let Some(renewed) = &proved.renewed {
        users::renew_password(work.c, user.key, renewed)?;
    }
    users::signed_in(work.c, user.key, work.now, &address)?;
    Ok(user)
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

fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Unauthenticated(_) => "wrong password",
        other => other.name(),
    }
}

/// What failures are counted under: the login's key, also for a text that no login could be.
fn key_of(login: &str) -> String {
    fold::key(&login.chars().take(255).collect::<String>())
}
