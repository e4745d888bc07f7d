//! Comparing a password, and admitting whoever it belongs to.

use model::refusal::{BadCredential, Expiry};
use model::{OrgKey, Origin, Refusal, SignIn, SourceKey, User, UserKey, fold};

use super::at_source::{self, Linked, Said};
use super::{AwaitsCode, Door, KeptAt};
use crate::passwords::{Password, PasswordRefused, Source, Standing, StoredPassword, Verdict};
use crate::run::{Step, Stop, Work, busy};
use crate::second_factor::Alone;
use crate::users::repo::{self as users, SigningIn};
use crate::{Directory, Request, orgs, throttle};

/// What was found before the password was looked at.
struct Before {
    org: OrgKey,
    user: Option<Candidate>,
    standing: throttle::Standing,
}

/// Whoever has the login, and what can tell whether the password is right.
struct Candidate {
    user: User,
    stored: Option<StoredPassword>,
    linked: Option<Linked>,
}

/// Whose password was right.
#[derive(Clone, Copy)]
pub(super) struct Right {
    user: UserKey,
    /// Of the password, when it was compared.
    version: i64,
    /// The auth source that took it; none when it is kept here.
    source: Option<SourceKey>,
}

impl Right {
    /// Whether the password that was right is the user's still.
    fn holds_for(&self, user: &User) -> bool {
        let kept = match self.source {
            Some(source) => user.origin.source() == Some(source),
            None => user.has_password,
        };
        kept && user.password_version == self.version
    }
}

/// Who was let in.
pub(super) struct Admitted {
    pub user: User,
    pub awaits_code: Option<AwaitsCode>,
}

/// What came of comparing the password.
pub(super) struct Proved {
    org: OrgKey,
    right: Option<Right>,
    renewed: Option<StoredPassword>,
    counted: bool,
}

impl Proved {
    /// Whether the password is kept here, so that its row tells when it is another.
    pub fn is_kept_here(&self) -> bool {
        self.right.is_some_and(|right| right.source.is_none())
    }
}

/// Compares, unless the throttle has closed the door: then it is as wrong, without a hash.
///
/// A password that an auth source answers for costs the hash of nothing besides, as an unknown login does.
pub(super) async fn prove(
    directory: &Directory,
    request: &Request,
    door: &Door<'_>,
    password: Result<Password, PasswordRefused>,
) -> Result<Proved, Refusal> {
    let before = look(directory, request, door).await?;
    if before.standing.closed {
        return Ok(Proved { org: before.org, right: None, renewed: None, counted: false });
    }
    let known = before.standing.known && before.user.is_some();
    let standing = if known { Standing::Known } else { Standing::Unknown };
    let source = request.address.map_or(Source::System, |address| Source::Peer(address, standing));
    let (user, stored, linked) = match before.user {
        Some(Candidate { user, stored, linked }) => (Some(user), stored, linked),
        None => (None, None, None),
    };
    let verdict = directory.pool().verify_typed(source, &password, stored).await.map_err(busy)?;
    let right = |user: &User, source| Right { user: user.key, version: user.password_version, source };
    let (right, renew, counted) = match (verdict, &user, &linked, &password) {
        (Verdict::Right { renew }, Some(user), ..) => (Some(right(user, None)), renew, true),
        (Verdict::Wrong, Some(user), Some(linked), Ok(password)) => {
            match linked.says(directory, request, user.login.as_str(), password).await {
                Said::Right => (Some(right(user, Some(linked.key()))), false, true),
                Said::Wrong => (None, false, true),
                Said::Nothing => (None, false, false),
            }
        }
        (Verdict::Right { .. } | Verdict::Wrong, ..) => (None, false, true),
    };
    // A hash of an older cost or pepper is made anew while the password is at hand; a full pool leaves it as it is.
    let renewed = match (&password, renew) {
        (Ok(password), true) => {
            directory.pool().hash(source, password.clone(), directory.outside().random()).await.ok()
        }
        _ => None,
    };
    Ok(Proved { org: before.org, right, renewed, counted })
}

async fn look(directory: &Directory, request: &Request, door: &Door<'_>) -> Result<Before, Refusal> {
    let (login, address) = (door.login.to_owned(), request.address_text().unwrap_or_default());
    let (login_key, seals) = (key_of(&login), directory.seals());
    let (kept_at, now) = (door.kept_at.to_owned(), directory.now());
    let asked = request.clone();
    directory
        .glance_plainly(request, move |c| {
            let org = orgs::repo::at_host(c, asked.host_text())?;
            asked.acts_in(org);
            let door = throttle::Door { org, login_key: &login_key, address: &address };
            let standing = throttle::standing(c, &door, now)?;
            let user = match users::find_by_login(c, org, &login)? {
                Some(user) => {
                    let stored = match user.origin {
                        Origin::Local => users::password_of(c, user.key)?,
                        Origin::External(_) | Origin::Imported(_) => None,
                    };
                    let linked = at_source::of(c, &seals, org, &user)?;
                    let meant = match &kept_at {
                        KeptAt::Anywhere => true,
                        KeptAt::Here => user.origin == Origin::Local,
                        KeptAt::Source(name) => {
                            linked.as_ref().is_some_and(|linked| linked.source.is_named(name))
                        }
                    };
                    meant.then_some(Candidate { user, stored, linked })
                }
                None => None,
            };
            Ok(Before { org, user, standing })
        })
        .await
}

/// The user, if the password was right, is still the same, and every axis lets him in. Whether a code is asked of him is
/// read with him; `alone` is what the door then does. A right password that it refuses is no guess, and is not counted.
pub(super) fn admit(
    work: &mut Work<'_>,
    proved: &Proved,
    login_key: &str,
    limits: throttle::Limits,
    alone: Alone,
) -> Step<Admitted> {
    let address = work.request.address_text().unwrap_or_default();
    let door = throttle::Door { org: proved.org, login_key, address: &address };
    let wrong = || Stop::Kept(Refusal::Unauthenticated(BadCredential::Unknown));
    // Others may have closed it while this one was compared: many guesses at once must not count as one.
    if throttle::standing(work.c, &door, work.now)?.closed {
        return Err(wrong());
    }
    let found = match proved.right {
        // An organisation that leaves lets nobody in from the first instant.
        Some(right) if orgs::repo::stays(work.c, proved.org)? => {
            users::find_signing_in(work.c, right.user, work.now)?.filter(|found| right.holds_for(&found.user))
        }
        Some(_) | None => None,
    };
    let Some(SigningIn { user, code_asked, enrolled }) = found else {
        if proved.counted {
            throttle::failed(work.c, &door, limits, work.now, work.request.id)?;
        }
        return Err(wrong());
    };
    let awaits_code = match alone {
        Alone::Refused if code_asked => {
            return Err(Stop::Kept(Refusal::Unauthenticated(BadCredential::NoCode)));
        }
        Alone::AwaitsCode if code_asked => Some(AwaitsCode { enrolled }),
        Alone::Refused | Alone::AwaitsCode | Alone::Suffices => None,
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
    if awaits_code.is_none() {
        users::signed_in(work.c, user.key, work.now, &address)?;
    }
    Ok(Admitted { user, awaits_code })
}

/// The reason under which a refused sign-in is counted.
pub(super) fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Unauthenticated(BadCredential::NoCode) => "no code",
        Refusal::Unauthenticated(_) => "wrong password",
        other => other.name(),
    }
}

/// What failures are counted under: the login's key, also for a text that no login could be.
pub(super) fn key_of(login: &str) -> String {
    fold::key(&login.chars().filter(|c| !c.is_control()).take(255).collect::<String>())
}
