//! The rows of what is staged.

use db::Conn;
use model::{Dialect, GroupKey, OrgKey, SourceKey, Timestamp, UserId, UserKey};

use crate::audit::Actor;

/// How a membership is to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Staged {
    /// There is no row.
    Joins,
    /// There is one that is not in force; its end, if it lies ahead, stays.
    JoinsAgain(Option<Timestamp>),
    /// The row began then.
    Leaves(Timestamp),
}

impl Staged {
    const fn number(self) -> i64 {
        match self {
            Self::Joins => 1,
            Self::JoinsAgain(_) => 2,
            Self::Leaves(_) => 3,
        }
    }
}

/// A run as it is kept.
pub(super) struct Run {
    pub touched: Timestamp,
    pub effective: Option<Timestamp>,
}

/// The run that a group is in.
pub(super) fn run_of(c: &mut dyn Conn, group: GroupKey) -> db::Result<Option<Run>> {
    c.optional("SELECT touched, effective FROM group_syncs WHERE group_key = $1", &[group.0.into()], |row| {
        let mut r = row.columns();
        Ok(Run {
            touched: Timestamp::from_micros(r.next()?).unwrap_or_default(),
            effective: r.next::<Option<i64>>()?.and_then(Timestamp::from_micros),
        })
    })
}

/// Begins a run, or takes over from one that went nowhere; `actor` is who asked for it.
pub(super) fn begin(
    c: &mut dyn Conn,
    (org, group): (OrgKey, GroupKey),
    run: [u8; 16],
    now: Timestamp,
    actor: &Actor,
) -> db::Result<()> {
    c.send(
        "INSERT INTO group_syncs (group_key, org_key, run, touched, actor_id, actor_login) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (group_key) DO UPDATE SET run = $3, touched = $4, actor_id = $5, actor_login = $6",
        &[
            group.0.into(),
            org.0.into(),
            run.into(),
            now.micros().into(),
            actor.id.map(|id| id.0).into(),
            actor.login.as_str().into(),
        ],
    )
}

/// Whether `run` is the one that stages for this group; its row is this transaction's until the end.
pub(super) fn holds(c: &mut dyn Conn, group: GroupKey, run: [u8; 16], now: Timestamp) -> db::Result<bool> {
    let rows = c.execute(
        "UPDATE group_syncs SET touched = $3 WHERE group_key = $1 AND run = $2 AND effective IS NULL",
        &[group.0.into(), run.into(), now.micros().into()],
    )?;
    Ok(rows == 1)
}

/// Stages one change of a membership, at its place in the order of joining.
pub(super) fn stage(
    c: &mut dyn Conn,
    group: GroupKey,
    user: UserKey,
    change: Staged,
    place: i64,
) -> db::Result<()> {
    let (since, until) = match change {
        Staged::Joins => (0, None),
        Staged::JoinsAgain(until) => (0, until.map(Timestamp::micros)),
        Staged::Leaves(since) => (since.micros(), None),
    };
    c.send(
        "INSERT INTO staged_members (group_key, user_key, change, place, since, until) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (group_key, user_key) DO UPDATE SET change = $3, place = $4, since = $5, until = $6",
        &[
            group.0.into(),
            user.0.into(),
            change.number().into(),
            place.into(),
            since.into(),
            until.into(),
        ],
    )
}

/// Makes all that is staged for a group effective at `now`, by one statement: who joins is in force from now on, and the row of
/// who leaves ends now.
pub(super) fn make_effective(
    c: &mut dyn Conn,
    group: GroupKey,
    dialect: Option<Dialect>,
    now: Timestamp,
) -> db::Result<()> {
    c.send(
        "INSERT INTO memberships (user_key, group_key, since, until, joined, dialect)
         SELECT user_key, group_key, CASE WHEN change = 3 THEN since ELSE $2 END,
                CASE WHEN change = 3 THEN $2 ELSE until END, $2 + place, $3
         FROM staged_members WHERE group_key = $1
         ON CONFLICT (user_key, group_key)
         DO UPDATE SET since = excluded.since, until = excluded.until, dialect = excluded.dialect",
        &[group.0.into(), now.micros().into(), dialect.map(Dialect::number).into()],
    )?;
    c.send(
        "UPDATE group_syncs SET effective = $2 WHERE group_key = $1",
        &[group.0.into(), now.micros().into()],
    )
}

/// How many are staged to join, and to leave.
pub(super) fn counts(c: &mut dyn Conn, group: GroupKey) -> db::Result<(i64, i64)> {
    c.one(
        "SELECT count(CASE WHEN change <> 3 THEN 1 END), count(CASE WHEN change = 3 THEN 1 END)
         FROM staged_members WHERE group_key = $1",
        &[group.0.into()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// A membership of a user who comes from a source.
pub(super) struct Standing {
    pub user: UserKey,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

/// At most `limit` members of a group that come from a source, in force or not, behind `after`.
pub(super) fn members(
    c: &mut dyn Conn,
    (group, source): (GroupKey, SourceKey),
    after: UserKey,
    limit: i64,
) -> db::Result<Vec<Standing>> {
    c.all(
        "SELECT m.user_key, m.since, m.until FROM memberships m JOIN users u ON u.user_key = m.user_key
         WHERE m.group_key = $1 AND m.user_key > $3 AND u.source_key = $2 ORDER BY m.user_key LIMIT $4",
        &[group.0.into(), source.0.into(), after.0.into(), limit.into()],
        |row| {
            let mut r = row.columns();
            Ok(Standing {
                user: UserKey(r.next()?),
                from: Timestamp::from_micros(r.next()?).unwrap_or_default(),
                until: r.next::<Option<i64>>()?.and_then(Timestamp::from_micros),
            })
        },
    )
}

/// A user who comes from a source.
pub(super) struct Known {
    pub user: UserKey,
    pub id: UserId,
    pub login_key: String,
    pub enabled: bool,
}

/// At most `limit` users that come from a source, behind `after`.
pub(super) fn users(
    c: &mut dyn Conn,
    (org, source): (OrgKey, SourceKey),
    after: UserKey,
    limit: i64,
) -> db::Result<Vec<Known>> {
    c.all(
        "SELECT user_key, user_id, login_key, enabled FROM users
         WHERE source_key = $1 AND user_key > $2 AND org_key = $3 ORDER BY user_key LIMIT $4",
        &[source.0.into(), after.0.into(), org.0.into(), limit.into()],
        |row| {
            let mut r = row.columns();
            Ok(Known {
                user: UserKey(r.next()?),
                id: UserId(r.next()?),
                login_key: r.next()?,
                enabled: r.next()?,
            })
        },
    )
}

/// Takes at most `limit` staged rows of a group away; how many there were.
pub(super) fn wipe(c: &mut dyn Conn, group: GroupKey, limit: i64) -> db::Result<u64> {
    c.execute(
        "DELETE FROM staged_members WHERE group_key = $1 AND user_key IN
             (SELECT user_key FROM staged_members WHERE group_key = $1 ORDER BY user_key LIMIT $2)",
        &[group.0.into(), limit.into()],
    )
}

/// Ends the run of a group.
pub(super) fn end(c: &mut dyn Conn, group: GroupKey) -> db::Result<()> {
    c.send("DELETE FROM group_syncs WHERE group_key = $1", &[group.0.into()])
}

/// Groups whose run was not touched since `before`.
pub(super) fn left(c: &mut dyn Conn, before: Timestamp) -> db::Result<Option<GroupKey>> {
    c.optional(
        "SELECT group_key FROM group_syncs WHERE touched < $1 ORDER BY group_key LIMIT 1",
        &[before.micros().into()],
        |row| Ok(GroupKey(row.get(0)?)),
    )
}

/// One change that is effective and not told yet.
pub(super) struct Untold {
    pub user: UserKey,
    pub id: UserId,
    pub login: String,
    pub version: i64,
    pub change: i64,
    pub until: Option<Timestamp>,
}

/// At most `limit` changes of a group that are to be told.
pub(super) fn untold(c: &mut dyn Conn, group: GroupKey, limit: i64) -> db::Result<Vec<Untold>> {
    c.all(
        "SELECT s.user_key, u.user_id, u.login, u.version, s.change, s.until
         FROM staged_members s JOIN users u ON u.user_key = s.user_key
         WHERE s.group_key = $1 ORDER BY s.user_key LIMIT $2",
        &[group.0.into(), limit.into()],
        |row| {
            let mut r = row.columns();
            Ok(Untold {
                user: UserKey(r.next()?),
                id: UserId(r.next()?),
                login: r.next()?,
                version: r.next()?,
                change: r.next()?,
                until: r.next::<Option<i64>>()?.and_then(Timestamp::from_micros),
            })
        },
    )
}

/// A change was told: its staged row goes, and with it the ended row of who left.
pub(super) fn told(c: &mut dyn Conn, group: GroupKey, one: &Untold, effective: Timestamp) -> db::Result<()> {
    let keys = [group.0.into(), one.user.0.into()];
    if one.change == LEAVES {
        c.send(
            "DELETE FROM memberships WHERE group_key = $1 AND user_key = $2 AND until <= $3",
            &[group.0.into(), one.user.0.into(), effective.micros().into()],
        )?;
    }
    c.send("DELETE FROM staged_members WHERE group_key = $1 AND user_key = $2", &keys)
}

/// The number of [`Staged::Joins`].
pub(super) const JOINS: i64 = 1;
/// The number of [`Staged::Leaves`].
pub(super) const LEAVES: i64 = 3;

/// A run that is effective, as it is told.
pub(super) struct Effective {
    pub org: OrgKey,
    /// Whoever asked for it.
    pub actor: Actor,
    pub since: Timestamp,
    pub group_name: String,
}

/// The effective run of a group.
pub(super) fn effective(c: &mut dyn Conn, group: GroupKey) -> db::Result<Option<Effective>> {
    c.optional(
        "SELECT s.org_key, s.actor_id, s.actor_login, s.effective, g.name
         FROM group_syncs s JOIN groups g ON g.group_key = s.group_key
         WHERE s.group_key = $1 AND s.effective IS NOT NULL",
        &[group.0.into()],
        |row| {
            let mut r = row.columns();
            let org = OrgKey(r.next()?);
            let id = r.next::<Option<[u8; 16]>>()?.map(UserId);
            let actor = Actor { id, login: r.next()?, credential: None };
            let since = Timestamp::from_micros(r.next()?).unwrap_or_default();
            Ok(Effective { org, actor, since, group_name: r.next()? })
        },
    )
}
