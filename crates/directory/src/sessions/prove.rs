//! Comparing a password, and admitting whoever it belongs to.

use model::refusal::{BadCredential, Expiry};
use model::{OrgKey, Origin, Refusal, SignIn, User, UserKey, fold};

use crate::passwords::{Password, PasswordRefused, Source, Standing, StoredPassword, Verdict};
use crate::run::{Step, Stop, Work, busy};
use crate::users::repo as users;
use crate::{Directory, Request, throttle};

/// What was found before the password was looked at.
struct Before {
    org: OrgKey,
    user: Option<(User, Option<StoredPassword>)>,
    standing: throttle::Standing,
}

/// What came of comparing the password.
pub(super) struct Proved {
    org: OrgKey,
    /// The user and the version of the password that was right.
    pub right: Option<(UserKey, i64)>,
    renewed: Option<StoredPassword>,
    counted: bool,
}

/// Compares, unless the throttle has closed the door: then it is as wrong, without a hash.
pub(super) async fn prove(
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
                    let stored = match user.origin {
                        Origin::Local => users::password_of(c, user.key)?,
                        Origin::External(_) => None,
                    };
                    Some((user, stored))
                }
                None => None,
            };
            Ok(Before { org, user, standing })
        })
        .await
}

/// The user, if the password was right, is still the same, and every axis lets him in.
pub(super) fn admit(
    work: &mut Work<'_>,
    proved: &Proved,
    login_key: &str,
    limits: throttle::Limits,
) -> Step<User> {
    let address = work.request.address_text().unwrap_or_default();
    let door = throttle::Door { org: proved.org, login_key, address: &address };
    let wrong = || Stop::Kept(Refusal::Unauthenticated(BadCredential::Unknown));
    // Others may have closed it while this one was compared: many guesses at once must not count as one.
    if throttle::standing(work.c, &door, work.now)?.closed {
        return Err(wrong());
    }
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

/// The reason under which a refused sign-in is counted.
pub(super) fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Unauthenticated(_) => "wrong password",
        other => other.name(),
    }
}

/// What failures are counted under: the login's key, also for a text that no login could be.
pub(super) fn key_of(login: &str) -> String {
    fold::key(&login.chars().filter(|c| !c.is_control()).take(255).collect::<String>())
}
