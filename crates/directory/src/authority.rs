//! What a user may do, and what no call may take away.

use db::Conn;
use model::{Conflict, OrgKey, PrivilegeSet, Refusal, Role, Timestamp, UserKey};

use crate::Caller;
use crate::run::{Step, Work};

/// What a user may use: the privileges of his own grants and of the groups he is in force in, on all objects.
pub(crate) fn effective(c: &mut dyn Conn, user: UserKey, now: Timestamp) -> db::Result<PrivilegeSet> {
    let mut held = PrivilegeSet::NONE;
    c.for_each(
        "SELECT r.privileges FROM grants g JOIN roles r ON r.role_key = g.role_key
         WHERE g.holder_kind = 1 AND g.holder_key = $1 AND g.all_objects = 1
         UNION ALL
         SELECT r.privileges FROM memberships m
         JOIN grants g ON g.holder_kind = 2 AND g.holder_key = m.group_key AND g.all_objects = 1
         JOIN roles r ON r.role_key = g.role_key
         WHERE m.user_key = $1 AND m.since <= $2 AND (m.until IS NULL OR m.until > $2)",
        &[user.0.into(), now.micros().into()],
        &mut |row| {
            held |= PrivilegeSet::from_bits(row.get(0)?);
            Ok(())
        },
    )?;
    Ok(held)
}

/// What a user may use now or later, as far as rows tell: as [`effective`], with memberships that are still to begin.
pub(crate) fn lasting(c: &mut dyn Conn, user: UserKey, now: Timestamp) -> db::Result<PrivilegeSet> {
    let mut held = PrivilegeSet::NONE;
    c.for_each(
        "SELECT r.privileges FROM grants g JOIN roles r ON r.role_key = g.role_key
         WHERE g.holder_kind = 1 AND g.holder_key = $1 AND g.all_objects = 1
         UNION ALL
         SELECT r.privileges FROM memberships m
         JOIN grants g ON g.holder_kind = 2 AND g.holder_key = m.group_key AND g.all_objects = 1
         JOIN roles r ON r.role_key = g.role_key
         WHERE m.user_key = $1 AND (m.until IS NULL OR m.until > $2)",
        &[user.0.into(), now.micros().into()],
        &mut |row| {
            held |= PrivilegeSet::from_bits(row.get(0)?);
            Ok(())
        },
    )?;
    Ok(held)
}

/// What the members of a group may use through it.
pub(crate) fn of_group(c: &mut dyn Conn, group: model::GroupKey) -> db::Result<PrivilegeSet> {
    let mut held = PrivilegeSet::NONE;
    c.for_each(
        "SELECT r.privileges FROM grants g JOIN roles r ON r.role_key = g.role_key
         WHERE g.holder_kind = 2 AND g.holder_key = $1 AND g.all_objects = 1",
        &[group.0.into()],
        &mut |row| {
            held |= PrivilegeSet::from_bits(row.get(0)?);
            Ok(())
        },
    )?;
    Ok(held)
}

/// Refuses a call that would end `target` when that is the caller himself or the last administrator who may sign
/// in and whose window has no end (`one-record` 2.5).
pub(crate) fn protect(
    c: &mut dyn Conn,
    caller: &Caller,
    org: OrgKey,
    target: UserKey,
    now: Timestamp,
) -> Step<()> {
    let protected = caller.key() == Some(target)
        || (is_active_administrator(c, org, target, now)? && !another_administrator(c, org, target, now)?);
    if protected { Err(Refusal::Conflict(Conflict::Protected).into()) } else { Ok(()) }
}

/// Makes a change that may take power from somebody, and refuses it when it ends the caller's own administration or
/// leaves the organisation without an administrator who may sign in (`one-record` 2.5). Refused, it is undone.
pub(crate) fn guarded<T>(
    work: &mut Work<'_>,
    caller: &Caller,
    change: impl FnOnce(&mut Work<'_>) -> Step<T>,
) -> Step<T> {
    let (org, now) = (caller.org(), work.now);
    let own = match caller.key() {
        Some(key) if is_active_administrator(work.c, org, key, now)? => Some(key),
        _ => None,
    };
    let value = change(work)?;
    let kept_own = match own {
        Some(key) => is_active_administrator(work.c, org, key, now)?,
        None => true,
    };
    // No user has key 0, so this asks for any administrator.
    if kept_own && another_administrator(work.c, org, UserKey(0), now)? {
        Ok(value)
    } else {
        Err(Refusal::Conflict(Conflict::Protected).into())
    }
}

/// The administrators of an organisation who may sign in now and later, by their own grants or a group's.
const ADMINISTRATORS: &str = "SELECT u.user_key FROM users u
     WHERE u.org_key = $1 AND u.enabled = 1
       AND (u.lock_since IS NULL OR (u.lock_until IS NOT NULL AND u.lock_until <= $2))
       AND (u.window_from IS NULL OR u.window_from <= $2) AND u.window_until IS NULL
       AND u.user_key IN (
           SELECT g.holder_key FROM grants g JOIN roles r ON r.role_key = g.role_key
           WHERE r.org_key = $1 AND r.number IN ($3, $4) AND g.holder_kind = 1 AND g.all_objects = 1
           UNION
           SELECT m.user_key FROM roles r
           JOIN grants g ON g.role_key = r.role_key AND g.holder_kind = 2 AND g.all_objects = 1
           JOIN memberships m ON m.group_key = g.holder_key
           WHERE r.org_key = $1 AND r.number IN ($3, $4)
             AND m.since <= $2 AND (m.until IS NULL OR m.until > $2))";

fn is_active_administrator(c: &mut dyn Conn, org: OrgKey, user: UserKey, now: Timestamp) -> db::Result<bool> {
    administrator_where(c, "AND u.user_key = $5", org, user, now)
}

fn another_administrator(c: &mut dyn Conn, org: OrgKey, user: UserKey, now: Timestamp) -> db::Result<bool> {
    administrator_where(c, "AND u.user_key <> $5", org, user, now)
}

fn administrator_where(
    c: &mut dyn Conn,
    which: &str,
    org: OrgKey,
    user: UserKey,
    now: Timestamp,
) -> db::Result<bool> {
    let sql = format!("{ADMINISTRATORS} {which} LIMIT 1");
    let (one, other) = (Role::ADMINISTRATOR, Role::PRIVILEGED_ADMINISTRATOR);
    c.exists(&sql, &[org.0.into(), now.micros().into(), one.into(), other.into(), user.0.into()])
}
