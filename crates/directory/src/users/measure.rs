//! What an update lets somebody use, measured before and after it: rule G, and who is protected.

use model::{Conflict, Origin, PrivilegeSet, Refusal, SignIn, Timestamp, User, UserView};

use super::persist::{self, Following};
use crate::run::{Step, Work};
use crate::second_factor::unweakened;
use crate::tokens::NewTerms;
use crate::{Caller, authority};

/// Writes what changed, and refuses it when it gives or takes what it must not.
pub(super) fn measured(
    work: &mut Work<'_>,
    caller: &Caller,
    before: &UserView,
    after: &UserView,
    following: &Following<'_>,
) -> Step<()> {
    let (key, now) = (before.user.key, work.now);
    let held = authority::lasting(work.c, key, now)?;
    let external_renamed =
        before.user.login.as_str() != after.user.login.as_str() && before.user.origin != Origin::Local;
    let own = caller.key() == Some(key);
    let lends = following.password.is_some() || following.terms.as_ref().is_some_and(NewTerms::repoint);
    if !own && (lends || before.user.origin != after.user.origin || external_renamed) {
        caller.may_give(held)?;
    }
    let write = |work: &mut Work<'_>| persist::write(work, caller, before, after, following);
    if before.memberships == after.memberships {
        authority::guarded(work, caller, write)?;
    } else {
        authority::guarded(work, caller, |work| unweakened(work, caller, key, write))?;
    }
    let holds = authority::lasting(work.c, key, now)?;
    caller.may_give(holds - held)?;
    if Admission::of(&after.user, now).grows_from(Admission::of(&before.user, now)) {
        caller.may_give(holds)?;
    }
    let ended = may_enter(&before.user, now) && !may_enter(&after.user, now);
    let closes = after.user.window.until().is_some() && before.user.window != after.user.window;
    let demoted = !((held & PrivilegeSet::CORE) - holds).is_empty();
    if own && (ended || closes || demoted) {
        return Err(Refusal::Conflict(Conflict::Protected).into());
    }
    Ok(())
}

/// Whether nothing but a window that is still to open keeps a user out.
fn may_enter(user: &User, now: Timestamp) -> bool {
    matches!(user.sign_in(now), SignIn::Allowed | SignIn::NotYet)
}

/// The time in which a user may sign in if nobody changes anything: from the opening of the window and the end of a lock
/// on, up to the end of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Admission(Option<(Timestamp, Timestamp)>);

impl Admission {
    fn of(user: &User, now: Timestamp) -> Self {
        let free = match &user.lock {
            Some(lock) if lock.in_force(now) => lock.until,
            _ => Some(now),
        };
        let from = free.map(|free| free.max(user.window.from().unwrap_or(now)).max(now));
        let until = user.window.until().unwrap_or(Timestamp::MAX);
        Self(from.filter(|from| user.enabled && *from < until).map(|from| (from, until)))
    }

    /// Whether it holds an instant that the one before did not.
    fn grows_from(self, before: Self) -> bool {
        match (self.0, before.0) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some((from, until)), Some((began, ended))) => from < began || until > ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds).unwrap()
    }

    #[test]
    fn an_admission_grows_by_either_end_and_not_by_itself() {
        let of = |from, until| Admission(Some((at(from), at(until))));
        assert!(!of(5, 9).grows_from(of(5, 9)) && !of(6, 8).grows_from(of(5, 9)));
        assert!(of(4, 9).grows_from(of(5, 9)) && of(5, 10).grows_from(of(5, 9)));
        assert!(of(5, 9).grows_from(Admission(None)) && !Admission(None).grows_from(of(5, 9)));
    }
}
