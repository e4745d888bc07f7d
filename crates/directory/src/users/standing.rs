//! What decides whether a user may sign in.

use db::Columns;
use model::{AccessWindow, Lock, SignIn, Timestamp, state};

/// The three axes of a user's state, as far as admission asks.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    enabled: bool,
    lock: Option<Lock>,
    window: AccessWindow,
}

impl Standing {
    /// Reads `enabled`, `lock_since`, `lock_until`, `window_from` and `window_until`.
    pub fn from_columns(r: &mut Columns<'_>) -> db::Result<Self> {
        let enabled = r.next()?;
        let mut time = || Ok::<_, db::Error>(r.next::<Option<i64>>()?.and_then(Timestamp::from_micros));
        let (since, until, from, window_until) = (time()?, time()?, time()?, time()?);
        let lock = since.map(|since| Lock { reason: None, since, until });
        let window = AccessWindow::new(from, window_until).unwrap_or(AccessWindow::ALWAYS);
        Ok(Self { enabled, lock, window })
    }

    /// Whether he may sign in at `now`, or why not.
    pub fn sign_in(&self, now: Timestamp) -> SignIn {
        state::sign_in(self.enabled, self.lock.as_ref(), self.window, now)
    }
}
