//! The states of a user, and whether they let him in.

use crate::window::Place;
use crate::{AccessWindow, Timestamp};

/// A lock on a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Why, in the words of whoever locked.
    pub reason: Option<String>,
    /// When it was set.
    pub since: Timestamp,
    /// When it ends by itself; none: until somebody ends it.
    pub until: Option<Timestamp>,
}

impl Lock {
    /// A lock whose end has come is none in every view (`one-record` section 1.2).
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Whether a user may sign in, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Every axis lets him in.
    Allowed,
    /// The account is disabled.
    Disabled,
    /// The account is locked.
    Locked,
    /// The access window has not opened.
    NotYet,
    /// The access window is over.
    Over,
}

/// The one rule of admission: enabled, no lock in force, inside the window (`one-record` section 2.1).
/// Disabled wins over locked, locked over the window.
pub fn sign_in(enabled: bool, lock: Option<&Lock>, window: AccessWindow, now: Timestamp) -> SignIn {
    if !enabled {
        return SignIn::Disabled;
    }
    if lock.is_some_and(|lock| lock.in_force(now)) {
        return SignIn::Locked;
    }
    match window.place(now) {
        Place::Before => SignIn::NotYet,
        Place::Inside => SignIn::Allowed,
        Place::After => SignIn::Over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    #[test]
    fn each_axis_alone_keeps_a_user_out() {
        let lock = Lock { reason: None, since: at(0), until: Some(at(20)) };
        let window = AccessWindow::new(Some(at(5)), Some(at(30))).unwrap();
        assert_eq!(sign_in(true, None, window, at(10)), SignIn::Allowed);
        assert_eq!(sign_in(false, Some(&lock), window, at(10)), SignIn::Disabled);
        assert_eq!(sign_in(true, Some(&lock), window, at(10)), SignIn::Locked);
        assert_eq!(sign_in(true, Some(&lock), window, at(20)), SignIn::Allowed);
        assert_eq!(sign_in(true, None, window, at(4)), SignIn::NotYet);
        assert_eq!(sign_in(true, None, window, at(30)), SignIn::Over);
    }
}
