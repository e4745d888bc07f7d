//! Of whom a code is asked, and who may end that.

use model::UserKey;

use super::repo;
use crate::run::{Step, Work};
use crate::{Caller, authority};

/// What a sign-in session has to do with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeState {
    /// None was given: it was opened with a password alone.
    NotGiven,
    /// It awaits one, and opens nothing else.
    Awaited,
    /// One was given.
    Given,
}

impl CodeState {
    /// The number the store keeps.
    pub const fn number(self) -> i64 {
        match self {
            Self::NotGiven => 0,
            Self::Awaited => 1,
            Self::Given => 2,
        }
    }

    /// The state of a stored number.
    pub fn by_number(number: i64) -> Option<Self> {
        [Self::NotGiven, Self::Awaited, Self::Given].into_iter().find(|state| state.number() == number)
    }
}

/// Changes memberships of `user`, and refuses it when a code is then asked of him for less time than before and he holds
/// what the caller does not: without it his password alone lets in, so this is measured as setting it is (rule G).
pub(crate) fn unweakened<T>(
    work: &mut Work<'_>,
    caller: &Caller,
    user: UserKey,
    change: impl FnOnce(&mut Work<'_>) -> Step<T>,
) -> Step<T> {
    let before = repo::asked(work.c, user, work.now)?;
    if before.is_never() {
        return change(work);
    }
    let held = authority::lasting(work.c, user, work.now)?;
    let value = change(work)?;
    if repo::asked(work.c, user, work.now)?.is_less_than(&before) {
        caller.may_give(held)?;
    }
    Ok(value)
}
