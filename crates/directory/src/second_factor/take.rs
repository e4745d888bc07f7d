//! Taking a code: once, and not after too many wrong ones.

use model::User;

use super::repo::{self, Kept};
use super::totp::{Code, Secret};
use crate::hosts;
use crate::run::{Step, Work};
use crate::seals::{Owner, Seals};
use crate::throttle::{self, Door, Limits};

/// What came of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is wrong, was taken before, or too many were wrong lately: told apart nowhere.
    Wrong,
    /// It is right.
    Right {
        /// It is the first of its secret, which counts from now on.
        first: bool,
    },
}

/// Takes the code that `user` typed, or counts a wrong one: for him from this site, and from anywhere.
pub(crate) fn take(
    work: &mut Work<'_>,
    user: &User,
    typed: &str,
    seals: &Seals,
    limits: Limits,
) -> Step<Taken> {
    let address = work.request.address.map(|address| hosts::site(address).to_string()).unwrap_or_default();
    let name = name_of(user);
    let door = Door { org: user.org, login_key: &name, address: &address };
    if throttle::standing(work.c, &door, work.now)?.closed {
        return Ok(Taken::Wrong);
    }
    let kept = repo::find(work.c, user.key)?;
    let step = kept.as_ref().and_then(|kept| step_of(work, user, typed, seals, kept));
    match (kept, step) {
        (Some(kept), Some(step)) if repo::take_step(work.c, user.key, step, work.now)? => {
            throttle::succeeded(work.c, &door, work.now)?;
            Ok(Taken::Right { first: !kept.confirmed })
        }
        _ => {
            throttle::failed(work.c, &door, limits, work.now, work.request.id)?;
            Ok(Taken::Wrong)
        }
    }
}

/// The step that the code is right for, as far as the secret can be read.
fn step_of(work: &Work<'_>, user: &User, typed: &str, seals: &Seals, kept: &Kept) -> Option<i64> {
    let opened = seals.open(Owner::SecondFactor(user.org, user.id), &kept.sealed);
    let Some(secret) = opened.and_then(|bytes| Secret::of(&bytes)) else {
        tracing::error!(request = %work.request.id, user = %user.id, "a second factor is sealed with a key that is not here");
        return None;
    };
    secret.step_of(Code::parse(typed)?, work.now, kept.last_step)
}

/// What the wrong codes of a user are counted under: no login that somebody types has a line break.
pub(super) fn name_of(user: &User) -> String {
    format!("code\n{}", user.id)
}
