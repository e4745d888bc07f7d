//! Changing the own password.

use std::sync::Arc;

use model::{Invalid, Noun, Origin, Refusal, Rule, Timestamp, User};

use super::measure::measured;
use super::new::PasswordRule;
use super::persist::Following;
use super::rules::RuleBook;
use super::update::follow_password;
use super::{Change, Parts, repo};
use crate::passwords::{Password, PasswordRefused, Source, Standing, StoredPassword, Verdict};
use crate::run::{Step, Stop, busy};
use crate::{Credential, Directory, Draft, Request, throttle};

/// The own password and what it is to become.
#[derive(Clone, Debug)]
pub struct OwnPassword {
    /// The password as it is, or why the text given cannot be one.
    pub current: Result<Password, PasswordRefused>,
    /// The password as it is to be.
    pub new: Password,
    /// What the new one must meet.
    pub rule: PasswordRule,
}

/// What is known of the caller before the password is looked at.
struct Before {
    user: User,
    stored: Option<StoredPassword>,
    closed: bool,
    broken: Option<Invalid>,
}

/// Sets the caller's own password, if he knows it as it is. The same again is no change. Otherwise his sign-in sessions
/// end, but for the one that made the change; a lock ends where he asked for it; who had to change it has done so.
///
/// Any caller may, also one who must change his password first. Refuses `Invalid` for a wrong current password, which
/// counts as one at signing in does, and as it, while the throttle has closed that door; for a new one that breaks its rule;
/// and to external users.
pub async fn change_password(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<OwnPassword>,
) -> Result<(), Refusal> {
    let (before, own) = look(directory, request, credential, draft).await?;
    let standing = if before.closed { Standing::Unknown } else { Standing::Known };
    let source = request.address.map_or(Source::System, |address| Source::Peer(address, standing));
    let right = if before.closed {
        false
    } else {
        let verdict = directory.pool().verify_typed(source, &own.current, before.stored).await;
        matches!(verdict.map_err(busy)?, Verdict::Right { .. })
    };
    if !right {
        return Err(wrong(directory, request, credential, before.user, before.closed).await);
    }
    if own.current.as_ref().is_ok_and(|current| current.as_bytes() == own.new.as_bytes()) {
        return Ok(());
    }
    if let Some(broken) = before.broken {
        return Err(Refusal::Invalid(vec![broken]));
    }
    let stored = directory.pool().hash(source, own.new.clone(), directory.outside().random()).await;
    let stored = Arc::new(stored.map_err(busy)?);
    let (key, version) = (before.user.key, before.user.password_version);
    let change = [Change::Password(own.new, own.rule)];
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            let user = repo::find_by_key(work.c, key)?.filter(|user| user.password_version == version);
            // Somebody changed it between the two looks.
            let user = user.ok_or(Refusal::Unavailable { retry_after: 1 })?;
            let before = repo::with_parts(work.c, user, Parts::ALL)?;
            let mut after = before.clone();
            follow_password(caller, &mut after, &change);
            let following = Following { password: Some(&stored), ..Following::default() };
            measured(work, caller, &before, &after, &following)
        })
        .await
}

async fn look(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<OwnPassword>,
) -> Result<(Before, OwnPassword), Refusal> {
    let rules = RuleBook::of(directory);
    let address = request.address_text().unwrap_or_default();
    directory
        .read_as(request, credential, move |c, caller, now| {
            let own = draft.as_ref().map_err(Clone::clone)?;
            let user = match caller.key() {
                Some(key) => repo::find_by_key(c, key)?,
                None => None,
            };
            let user = user.ok_or_else(|| Refusal::no_such(Noun::User, caller.login()))?;
            if user.origin != Origin::Local {
                return Err(Refusal::invalid("password", Rule::NotAllowed).into());
            }
            let closed = throttle::standing(c, &door(&user, &address), now)?.closed;
            let broken = rules.broken(c, caller.org(), &own.new, &own.rule, user.login.as_str())?;
            let stored = repo::password_of(c, user.key)?;
            Ok((Before { user, stored, closed, broken }, own.clone()))
        })
        .await
}

/// Counts a wrong password, and is its refusal.
async fn wrong(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    user: User,
    closed: bool,
) -> Refusal {
    let refused = || Refusal::invalid("current_password", Rule::Format("is not the current password"));
    if closed {
        return refused();
    }
    let limits = directory.throttle();
    let counted = directory.write_as(request, credential, move |work, _| -> Step<()> {
        let (now, address): (Timestamp, _) = (work.now, work.request.address_text().unwrap_or_default());
        throttle::failed(work.c, &door(&user, &address), limits, now, work.request.id)?;
        Err(Stop::Kept(refused()))
    });
    counted.await.err().unwrap_or_else(refused)
}

fn door<'a>(user: &'a User, address: &'a str) -> throttle::Door<'a> {
    throttle::Door { org: user.org, login_key: user.login.key(), address }
}
