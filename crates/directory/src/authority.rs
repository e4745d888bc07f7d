//! What a user may do, and what no call may take away.

use db::Conn;
use model::{Conflict, OrgKey, PrivilegeSet, Refusal, Role, SourceKey, Timestamp, User, UserKey};

use crate::Caller;
use crate::run::{Step, Work};

/// What a user may use at an instant: the privileges of his own grants and of the groups he is in force in, on all objects. A
/// row each, behind other columns of the same answer.
macro_rules! rows_of_effective {
    ($before:literal, $user:literal, $now:literal) => {
        concat!(
            "SELECT ",
            $before,
            "r.privileges FROM grants g JOIN roles r ON r.role_key = g.role_key
             WHERE g.holder_kind = 1 AND g.holder_key = ",
            $user,
            " AND g.all_objects = 1
             UNION ALL
             SELECT ",
            $before,
            "r.privileges FROM memberships m
             JOIN grants g ON g.holder_kind = 2 AND g.holder_key = m.group_key AND g.all_objects = 1
             JOIN roles r ON r.role_key = g.role_key
             WHERE m.user_key = ",
            $user,
            " AND m.since <= ",
            $now,
            " AND (m.until IS NULL OR m.until > ",
            $now,
            ")"
        )
    };
}
pub(crate) use rows_of_effective;

/// What a user may use now or later, as far as rows tell: as [`rows_of_effective`], with memberships that are still to begin.
pub(crate) fn lasting(c: &mut dyn Conn, user: UserKey, now: Timestamp) -> db::Result<PrivilegeSet> {
    union(
        c,
        "SELECT r.privileges FROM grants g JOIN roles r ON r.role_key = g.role_key
         WHERE g.holder_kind = 1 AND g.holder_key = $1 AND g.all_objects = 1
         UNION ALL
         SELECT r.privileges FROM memberships m
         JOIN grants g ON g.holder_kind = 2 AND g.holder_key = m.group_key AND g.all_objects = 1
         JOIN roles r ON r.role_key = g.role_key
         WHERE m.user_key = $1 AND (m.until IS NULL OR m.until > $2)",
        &[user.0.into(), now.micros().into()],
    )
}

/// What the members of a group may use through it.
pub(crate) fn of_group(c: &mut dyn Conn, group: model::GroupKey) -> db::Result<PrivilegeSet> {
    union(
        c,
        "SELECT r.privileges FROM grants g JOIN roles r ON r.role_key = g.role_key
         WHERE g.holder_kind = 2 AND g.holder_key = $1 AND g.all_objects = 1",
        &[group.0.into()],
    )
}

/// What members of a group may use now or later that `caller` may not: through grants of their own, and through groups that
/// they are in.
pub(crate) fn of_members(
    c: &mut dyn Conn,
    caller: &Caller,
    group: model::GroupKey,
) -> db::Result<PrivilegeSet> {
    beyond(
        c,
        caller,
        "SELECT m.user_key FROM grants g JOIN memberships m ON m.user_key = g.holder_key
         WHERE g.role_key = $1 AND g.holder_kind = 1 AND g.all_objects = 1 AND m.group_key = $2
         UNION ALL
         SELECT m.user_key FROM grants g JOIN memberships o ON o.group_key = g.holder_key
         JOIN memberships m ON m.user_key = o.user_key
         WHERE g.role_key = $1 AND g.holder_kind = 2 AND g.all_objects = 1 AND m.group_key = $2
         LIMIT 1",
        group.0,
    )
}

/// What users of an auth source may use now or later that `caller` may not: through grants of their own, through groups
/// that they are in, and through groups that were brought from it, whose members it names at the next synchronisation.
pub(crate) fn of_source(c: &mut dyn Conn, caller: &Caller, source: SourceKey) -> db::Result<PrivilegeSet> {
    beyond(
        c,
        caller,
        "SELECT u.user_key FROM grants g JOIN users u ON u.user_key = g.holder_key
         WHERE g.role_key = $1 AND g.holder_kind = 1 AND g.all_objects = 1 AND u.source_key = $2
         UNION ALL
         SELECT u.user_key FROM grants g JOIN memberships m ON m.group_key = g.holder_key
         JOIN users u ON u.user_key = m.user_key
         WHERE g.role_key = $1 AND g.holder_kind = 2 AND g.all_objects = 1 AND u.source_key = $2
         UNION ALL
         SELECT s.group_key FROM grants g JOIN groups s ON s.group_key = g.holder_key
         WHERE g.role_key = $1 AND g.holder_kind = 2 AND g.all_objects = 1 AND s.source_key = $2
         LIMIT 1",
        source.0,
    )
}

/// The privileges that `caller` lacks of those roles which somebody holds: `holders` finds one of the role `$1` in or from
/// `$2`. Roles that hold no more than he does are not looked at, so this is quick for an administrator.
fn beyond(c: &mut dyn Conn, caller: &Caller, holders: &str, from: i64) -> db::Result<PrivilegeSet> {
    let (mut roles, org) = (Vec::new(), caller.org());
    c.for_each("SELECT role_key, privileges FROM roles WHERE org_key = $1", &[org.0.into()], &mut |row| {
        let (key, privileges) =
            (row.get::<i64>(0)?, PrivilegeSet::from_bits(row.get(1)?) - caller.privileges());
        if !privileges.is_empty() {
            roles.push((key, privileges));
        }
        Ok(())
    })?;
    let mut held = PrivilegeSet::NONE;
    for (role, privileges) in roles {
        if c.exists(holders, &[role.into(), from.into()])? {
            held |= privileges;
        }
    }
    Ok(held)
}

/// All privileges of the rows that a statement answers.
fn union(c: &mut dyn Conn, sql: &str, params: &[db::Param<'_>]) -> db::Result<PrivilegeSet> {
    let mut held = PrivilegeSet::NONE;
    c.for_each(sql, params, &mut |row| {
        held |= PrivilegeSet::from_bits(row.get(0)?);
        Ok(())
    })?;
    Ok(held)
}

/// Refuses a call that would end `target` when that is the caller himself or the last administrator who may sign
/// in and whose window and membership have no end (`one-record` 2.5).
pub(crate) fn protect(
    c: &mut dyn Conn,
    caller: &Caller,
    org: OrgKey,
    target: UserKey,
    now: Timestamp,
) -> Step<()> {
    unless_protected(c, caller, org, (target, Which::But(target)), now)
}

/// As [`protect`], of a user whom `source` lets in, when it goes: then no other whom it lets in is left to sign in.
pub(crate) fn protect_from(
    c: &mut dyn Conn,
    caller: &Caller,
    target: &User,
    source: SourceKey,
    now: Timestamp,
) -> Step<()> {
    unless_protected(c, caller, target.org, (target.key, Which::NotFrom(source, target.key)), now)
}

/// Refuses where `target` is the caller himself, or a lasting administrator with no other among `others`.
fn unless_protected(
    c: &mut dyn Conn,
    caller: &Caller,
    org: OrgKey,
    (target, others): (UserKey, Which),
    now: Timestamp,
) -> Step<()> {
    let protected = caller.key() == Some(target)
        || (tenure(c, org, target, now)? == Tenure::Lasting && !lasting_one(c, org, others, now)?);
    if protected { Err(Refusal::Conflict(Conflict::Protected).into()) } else { Ok(()) }
}

/// Makes a change that may take power from somebody, and refuses it when it ends the caller's own administration, sets
/// an end to it, or leaves the organisation without an administrator who may sign in (`one-record` 2.5). Refused, it is
/// undone.
pub(crate) fn guarded<T>(
    work: &mut Work<'_>,
    caller: &Caller,
    change: impl FnOnce(&mut Work<'_>) -> Step<T>,
) -> Step<T> {
    let (org, now) = (caller.org(), work.now);
    let own = own_tenure(work.c, caller, now)?;
    // No user has key 0, so this asks for any administrator.
    let one_before = own == Tenure::Lasting || another(work.c, org, UserKey(0), now)?;
    let value = change(work)?;
    let own_after = own_tenure(work.c, caller, now)?;
    let one_after = own_after == Tenure::Lasting || another(work.c, org, UserKey(0), now)?;
    if own_after >= own && (one_after || !one_before) {
        Ok(value)
    } else {
        Err(Refusal::Conflict(Conflict::Protected).into())
    }
}

/// As [`guarded`], and refuses it too when it takes a privilege over the directory from the caller himself: nobody
/// demotes himself (`one-record` 2.5).
pub(crate) fn undemoted<T>(
    work: &mut Work<'_>,
    caller: &Caller,
    change: impl FnOnce(&mut Work<'_>) -> Step<T>,
) -> Step<T> {
    let own = |work: &mut Work<'_>| {
        caller.key().map_or(Ok(PrivilegeSet::NONE), |key| lasting(work.c, key, work.now))
    };
    let before = own(work)?;
    let value = guarded(work, caller, change)?;
    if ((before & PrivilegeSet::CORE) - own(work)?).is_empty() {
        Ok(value)
    } else {
        Err(Refusal::Conflict(Conflict::Protected).into())
    }
}

/// For how long somebody who may sign in now is an administrator, as rows tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tenure {
    /// He is none.
    None,
    /// Until his window or his membership ends.
    ForATime,
    /// Until somebody changes it.
    Lasting,
}

fn own_tenure(c: &mut dyn Conn, caller: &Caller, now: Timestamp) -> db::Result<Tenure> {
    caller.key().map_or(Ok(Tenure::None), |key| tenure(c, caller.org(), key, now))
}

fn tenure(c: &mut dyn Conn, org: OrgKey, user: UserKey, now: Timestamp) -> db::Result<Tenure> {
    let which = Which::This(user);
    if lasting_one(c, org, which, now)? {
        return Ok(Tenure::Lasting);
    }
    let for_a_time = administrator(c, WINDOW_IN_FORCE, MEMBERSHIP_IN_FORCE, which, (org, now))?;
    Ok(if for_a_time { Tenure::ForATime } else { Tenure::None })
}

/// Whether the organisation has a lasting administrator who is not `user`.
fn another(c: &mut dyn Conn, org: OrgKey, user: UserKey, now: Timestamp) -> db::Result<bool> {
    lasting_one(c, org, Which::But(user), now)
}

/// Whether one of these is a lasting administrator.
fn lasting_one(c: &mut dyn Conn, org: OrgKey, which: Which, now: Timestamp) -> db::Result<bool> {
    administrator(c, LASTING_WINDOW, LASTING_MEMBERSHIP, which, (org, now))
}

/// Among whom an administrator is looked for.
#[derive(Clone, Copy)]
enum Which {
    /// This user alone.
    This(UserKey),
    /// All others.
    But(UserKey),
    /// All others whom this auth source does not let in.
    NotFrom(SourceKey, UserKey),
}

const LASTING_WINDOW: &str = "u.window_until IS NULL";
const LASTING_MEMBERSHIP: &str = "m.until IS NULL";
const WINDOW_IN_FORCE: &str = "(u.window_until IS NULL OR u.window_until > $2)";
const MEMBERSHIP_IN_FORCE: &str = "(m.until IS NULL OR m.until > $2)";

/// Whether one of these is an administrator of an organisation who may sign in, by his own grants or a group's.
fn administrator(
    c: &mut dyn Conn,
    window: &str,
    membership: &str,
    which: Which,
    (org, now): (OrgKey, Timestamp),
) -> db::Result<bool> {
    let (whom, user, source) = match which {
        Which::This(user) => ("u.user_key = $5", user, None),
        Which::But(user) => ("u.user_key <> $5", user, None),
        Which::NotFrom(source, user) => {
            ("u.user_key <> $5 AND (u.source_key IS NULL OR u.source_key <> $6)", user, Some(source))
        }
    };
    let sql = format!(
        "SELECT u.user_key FROM users u
         WHERE u.org_key = $1 AND u.enabled = 1
           AND (u.lock_since IS NULL OR (u.lock_until IS NOT NULL AND u.lock_until <= $2))
           AND (u.window_from IS NULL OR u.window_from <= $2) AND {window}
           AND u.user_key IN (
               SELECT g.holder_key FROM grants g JOIN roles r ON r.role_key = g.role_key
               WHERE r.org_key = $1 AND r.number IN ($3, $4) AND g.holder_kind = 1 AND g.all_objects = 1
               UNION
               SELECT m.user_key FROM roles r
               JOIN grants g ON g.role_key = r.role_key AND g.holder_kind = 2 AND g.all_objects = 1
               JOIN memberships m ON m.group_key = g.holder_key
               WHERE r.org_key = $1 AND r.number IN ($3, $4) AND m.since <= $2 AND {membership})
           AND {whom} LIMIT 1"
    );
    let (one, other) = (Role::ADMINISTRATOR, Role::PRIVILEGED_ADMINISTRATOR);
    let mut params = vec![org.0.into(), now.micros().into(), one.into(), other.into(), user.0.into()];
    params.extend(source.map(|source| db::Param::from(source.0)));
    c.exists(&sql, &params)
}
