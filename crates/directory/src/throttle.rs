//! Wrong passwords, and wrong codes, close a door for a while (`one-record` 2.5): a throttle over all dialects, not a lock, so
//! that a stranger can stop nobody's integrations.

use db::Conn;
use model::{OrgKey, RequestId, Timestamp};

/// When wrong passwords close a door, and unknown tokens slow an address down.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Wrong passwords in a row for a login from one address.
    pub per_address: i64,
    /// Wrong passwords in a row for a login from anywhere.
    pub anywhere: i64,
    /// For so many seconds the door stays closed.
    pub seconds: i64,
    /// Unknown tokens of one address in a minute that are answered as such; further ones are told to wait.
    pub unknown_tokens: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_address: 5, anywhere: 100, seconds: 900, unknown_tokens: 60 }
    }
}

/// How long a success from an address counts, in seconds.
const SUCCESS_COUNTS: i64 = 86_400;
/// The most rows of failures, and of successes; the oldest go first.
const MOST: i64 = 50_000;
/// Failures from anywhere are counted under this address.
const ANYWHERE: &str = "";

/// One door: a login (or what the codes of a user are counted under), and the address that tries it.
pub(crate) struct Door<'a> {
    pub org: OrgKey,
    pub login_key: &'a str,
    pub address: &'a str,
}

/// What the throttle says of a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// No password is tried.
    pub closed: bool,
    /// The login had a success from this address lately.
    pub known: bool,
}

/// Whether the door is open.
pub(crate) fn standing(c: &mut dyn Conn, door: &Door<'_>, now: Timestamp) -> db::Result<Standing> {
    let known = c.exists(
        "SELECT 1 FROM password_successes
         WHERE org_key = $1 AND login_key = $2 AND address = $3 AND at > $4",
        &[
            door.org.0.into(),
            door.login_key.into(),
            door.address.into(),
            now.plus_seconds(-SUCCESS_COUNTS).micros().into(),
        ],
    )?;
    let closed = |c: &mut dyn Conn, address: &str| {
        c.exists(
            "SELECT 1 FROM password_failures
             WHERE org_key = $1 AND login_key = $2 AND address = $3 AND closed_until > $4",
            &[door.org.0.into(), door.login_key.into(), address.into(), now.micros().into()],
        )
    };
    let closed = closed(c, door.address)? || (!known && closed(c, ANYWHERE)?);
    Ok(Standing { closed, known })
}

/// Counts a wrong password or code, for the address and for anywhere. Some of the requests keep the table bounded.
pub(crate) fn failed(
    c: &mut dyn Conn,
    door: &Door<'_>,
    limits: Limits,
    now: Timestamp,
    request: RequestId,
) -> db::Result<()> {
    for (address, limit) in [(door.address, limits.per_address), (ANYWHERE, limits.anywhere)] {
        let failures: i64 = c.one(
            "INSERT INTO password_failures (org_key, login_key, address, failures, last_failure)
             VALUES ($1, $2, $3, 1, $4)
             ON CONFLICT (org_key, login_key, address)
             DO UPDATE SET failures = password_failures.failures + 1, last_failure = $4
             RETURNING failures",
            &[door.org.0.into(), door.login_key.into(), address.into(), now.micros().into()],
            |row| row.get(0),
        )?;
        if failures >= limit {
            c.send(
                "UPDATE password_failures SET failures = 0, closed_until = $4
                 WHERE org_key = $1 AND login_key = $2 AND address = $3",
                &[
                    door.org.0.into(),
                    door.login_key.into(),
                    address.into(),
                    now.plus_seconds(limits.seconds).micros().into(),
                ],
            )?;
        }
    }
    let trims = request.0.last().is_some_and(|byte| byte % 64 == 0);
    if trims { keep_bounded(c) } else { Ok(()) }
}

/// A right password ends the row of wrong ones, from this address and from anywhere. A door that is closed stays so:
/// whoever comes from a known address must not open it for everybody.
pub(crate) fn succeeded(c: &mut dyn Conn, door: &Door<'_>, now: Timestamp) -> db::Result<()> {
    for address in [door.address, ANYWHERE] {
        c.send(
            "DELETE FROM password_failures WHERE org_key = $1 AND login_key = $2 AND address = $3
                 AND (closed_until IS NULL OR closed_until <= $4)",
            &[door.org.0.into(), door.login_key.into(), address.into(), now.micros().into()],
        )?;
    }
    c.send(
        "INSERT INTO password_successes (org_key, login_key, address, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_key, login_key, address) DO UPDATE SET at = $4",
        &[door.org.0.into(), door.login_key.into(), door.address.into(), now.micros().into()],
    )
}

/// Opens every door of a login.
pub(crate) fn reopen(c: &mut dyn Conn, org: OrgKey, login_key: &str) -> db::Result<()> {
    c.send(
        "DELETE FROM password_failures WHERE org_key = $1 AND login_key = $2",
        &[org.0.into(), login_key.into()],
    )
}

fn keep_bounded(c: &mut dyn Conn) -> db::Result<()> {
    let oldest_kept: Option<i64> = c.optional(
        "SELECT last_failure FROM password_failures ORDER BY last_failure DESC LIMIT 1 OFFSET $1",
        &[MOST.into()],
        |row| row.get(0),
    )?;
    if let Some(oldest) = oldest_kept {
        c.send("DELETE FROM password_failures WHERE last_failure <= $1", &[oldest.into()])?;
    }
    let oldest_kept: Option<i64> = c.optional(
        "SELECT at FROM password_successes ORDER BY at DESC LIMIT 1 OFFSET $1",
        &[MOST.into()],
        |row| row.get(0),
    )?;
    if let Some(oldest) = oldest_kept {
        c.send("DELETE FROM password_successes WHERE at <= $1", &[oldest.into()])?;
    }
    Ok(())
}
