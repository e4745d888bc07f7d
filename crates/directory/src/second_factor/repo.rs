//! The rows of second factors.

use db::Conn;
use model::{Timestamp, UserKey};

/// Whether a code is asked of a user at an instant: he is a member in force of a group that asks for one.
macro_rules! code_is_asked {
    ($user:literal, $now:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM groups g JOIN memberships m ON m.group_key = g.group_key
                 WHERE g.asks_code = 1 AND m.user_key = ",
            $user,
            " AND m.since <= ",
            $now,
            " AND (m.until IS NULL OR m.until > ",
            $now,
            "))"
        )
    };
}
pub(crate) use code_is_asked;

/// Whether a user has a second factor that was confirmed.
macro_rules! is_enrolled {
    ($user:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM second_factors f WHERE f.user_key = ",
            $user,
            " AND f.confirmed IS NOT NULL)"
        )
    };
}
pub(crate) use is_enrolled;

/// What is kept of a user's second factor.
pub(super) struct Kept {
    pub sealed: Vec<u8>,
    pub confirmed: bool,
    pub last_step: i64,
}

/// The second factor of a user, confirmed or not.
pub(super) fn find(c: &mut dyn Conn, user: UserKey) -> db::Result<Option<Kept>> {
    c.optional(
        "SELECT sealed, confirmed IS NOT NULL, last_step FROM second_factors WHERE user_key = $1",
        &[user.0.into()],
        |row| Ok(Kept { sealed: row.get(0)?, confirmed: row.get(1)?, last_step: row.get(2)? }),
    )
}

/// Keeps a secret that was drawn, in place of one that was not confirmed; false when one was.
pub(super) fn draw(c: &mut dyn Conn, user: UserKey, sealed: &[u8], now: Timestamp) -> db::Result<bool> {
    c.exists(
        "INSERT INTO second_factors (user_key, sealed, drawn, last_step) VALUES ($1, $2, $3, 0)
         ON CONFLICT (user_key) DO UPDATE SET sealed = $2, drawn = $3, last_step = 0
             WHERE second_factors.confirmed IS NULL
         RETURNING user_key",
        &[user.0.into(), sealed.into(), now.micros().into()],
    )
}

/// Takes the code of a step, and confirms the secret by it; false when that step, or a later one, was taken before.
pub(super) fn take_step(c: &mut dyn Conn, user: UserKey, step: i64, now: Timestamp) -> db::Result<bool> {
    let taken = c.execute(
        "UPDATE second_factors SET last_step = $2, confirmed = COALESCE(confirmed, $3)
         WHERE user_key = $1 AND last_step < $2",
        &[user.0.into(), step.into(), now.micros().into()],
    )?;
    Ok(taken > 0)
}

/// Takes a user's second factor away; false when there was none.
pub(super) fn delete(c: &mut dyn Conn, user: UserKey) -> db::Result<bool> {
    Ok(c.execute("DELETE FROM second_factors WHERE user_key = $1", &[user.0.into()])? > 0)
}

/// When a code is asked of a user from now on, as rows tell: stretches `[since, until)`, in order and apart from each other.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Asked(Vec<(i64, i64)>);

impl Asked {
    /// Of these stretches, in the order of their beginnings.
    fn of(stretches: impl IntoIterator<Item = (i64, i64)>) -> Self {
        let mut apart: Vec<(i64, i64)> = Vec::new();
        for (since, until) in stretches {
            match apart.last_mut() {
                Some((_, last)) if since <= *last => *last = until.max(*last),
                _ => apart.push((since, until)),
            }
        }
        Self(apart)
    }

    /// Whether it is asked neither now nor later.
    pub fn is_never(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is an instant at which it was asked before, and is no more.
    pub fn is_less_than(&self, before: &Self) -> bool {
        let still = |&(since, until): &(i64, i64)| self.0.iter().any(|at| at.0 <= since && until <= at.1);
        !before.0.iter().all(still)
    }
}

/// When a code is asked of a user from now on.
pub(super) fn asked(c: &mut dyn Conn, user: UserKey, now: Timestamp) -> db::Result<Asked> {
    let stretches = c.all(
        "SELECT m.since, m.until FROM groups g JOIN memberships m ON m.group_key = g.group_key
         WHERE g.asks_code = 1 AND m.user_key = $1 AND (m.until IS NULL OR m.until > $2) ORDER BY m.since",
        &[user.0.into(), now.micros().into()],
        |row| Ok((row.get::<i64>(0)?.max(now.micros()), row.get::<Option<i64>>(1)?.unwrap_or(i64::MAX))),
    )?;
    Ok(Asked::of(stretches))
}
