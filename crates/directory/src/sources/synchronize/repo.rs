//! The rows of what is staged.

use db::{Columns, Conn, Param};
use model::{Dialect, GroupKey, OrgKey, SourceKey, Timestamp, UserId, UserKey};

use crate::audit::Actor;

/// The id of a run.
pub(super) type Run = [u8; 16];

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

/// A change of the membership of one user, at its place in the order of joining.
pub(super) type Change = (UserKey, Staged, i64);

/// The numbers of the kinds of changes, in the order of [`Staged`].
pub(super) const JOINS: i64 = 1;
/// As above.
pub(super) const JOINS_AGAIN: i64 = 2;
/// As above.
pub(super) const LEAVES: i64 = 3;

impl Staged {
    const fn number(self) -> i64 {
        match self {
            Self::Joins => JOINS,
            Self::JoinsAgain(_) => JOINS_AGAIN,
            Self::Leaves(_) => LEAVES,
        }
    }
}

/// The run that a group is in.
pub(super) struct Current {
    pub run: Run,
    pub touched: Timestamp,
    pub effective: Option<Timestamp>,
}

pub(super) fn current(c: &mut dyn Conn, group: GroupKey) -> db::Result<Option<Current>> {
    c.optional(
        "SELECT run, touched, effective FROM group_syncs WHERE group_key = $1",
        &[group.0.into()],
        |row| {
            let mut r = row.columns();
            Ok(Current {
                run: r.next()?,
                touched: Timestamp::from_micros(r.next()?).unwrap_or_default(),
                effective: time(&mut r)?,
            })
        },
    )
}

fn time(r: &mut Columns<'_>) -> db::Result<Option<Timestamp>> {
    Ok(r.next::<Option<i64>>()?.and_then(Timestamp::from_micros))
}

/// Whether a group is there, and from this source.
pub(super) fn is_from(c: &mut dyn Conn, group: GroupKey, source: SourceKey) -> db::Result<bool> {
    c.exists(
        "SELECT 1 FROM groups WHERE group_key = $1 AND source_key = $2",
        &[group.0.into(), source.0.into()],
    )
}

/// Begins a run, in place of one that went nowhere; `actor` is who asked for it.
pub(super) fn begin(
    c: &mut dyn Conn,
    (org, group): (OrgKey, GroupKey),
    run: Run,
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
pub(super) fn holds(c: &mut dyn Conn, group: GroupKey, run: Run, now: Timestamp) -> db::Result<bool> {
    let rows = c.execute(
        "UPDATE group_syncs SET touched = $3 WHERE group_key = $1 AND run = $2 AND effective IS NULL",
        &[group.0.into(), run.into(), now.micros().into()],
    )?;
    Ok(rows == 1)
}

/// So many changes are staged by one statement; fewer one by one, so that there are two texts and not a hundred.
const AT_ONCE: usize = 100;

/// Stages changes of memberships, each with its place in the order of joining; nothing of users who are gone.
pub(super) fn stage(c: &mut dyn Conn, run: Run, changes: &[Change]) -> db::Result<()> {
    let (hundreds, rest) = changes.as_chunks::<AT_ONCE>();
    if !hundreds.is_empty() {
        let sql = staging(AT_ONCE);
        for some in hundreds {
            stage_some(c, &sql, run, some)?;
        }
    }
    if !rest.is_empty() {
        let sql = staging(1);
        for one in rest.chunks(1) {
            stage_some(c, &sql, run, one)?;
        }
    }
    Ok(())
}

/// The statement for so many changes: `$1` is the run, five values of each follow.
fn staging(count: usize) -> String {
    let values = (0..count).map(|number| {
        let [user, change, place, since, until] = [2, 3, 4, 5, 6].map(|value| number * 5 + value);
        format!("SELECT ${user} AS user_key, ${change} AS change, ${place} AS place, ${since} AS since, ${until} AS until")
    });
    let values = values.collect::<Vec<_>>().join(" UNION ALL ");
    format!(
        "INSERT INTO staged_members (run, user_key, change, place, since, until)
         SELECT $1, v.user_key, v.change, v.place, v.since, v.until
         FROM ({values}) AS v JOIN users u ON u.user_key = v.user_key
         WHERE 1 = 1
         ON CONFLICT (run, user_key) DO UPDATE
         SET change = excluded.change, place = excluded.place, since = excluded.since, until = excluded.until"
    )
}

fn stage_some(c: &mut dyn Conn, sql: &str, run: Run, changes: &[Change]) -> db::Result<()> {
    let mut params: Vec<Param<'_>> = vec![run.into()];
    for (user, change, place) in changes {
        let (since, until) = match change {
            Staged::Joins => (0, None),
            Staged::JoinsAgain(until) => (0, until.map(Timestamp::micros)),
            Staged::Leaves(since) => (since.micros(), None),
        };
        let row: [Param<'_>; 5] =
            [user.0.into(), change.number().into(), (*place).into(), since.into(), until.into()];
        params.extend(row);
    }
    c.send(sql, &params)
}

/// Makes all that `run` has staged for a group effective at `now`, by one statement: who joins is in force from now on, and the
/// row of who leaves ends now.
pub(super) fn make_effective(
    c: &mut dyn Conn,
    (group, run): (GroupKey, Run),
    dialect: Option<Dialect>,
    now: Timestamp,
) -> db::Result<()> {
    c.send(
        "INSERT INTO memberships (user_key, group_key, since, until, joined, dialect)
         SELECT user_key, $1, CASE WHEN change = 3 THEN since ELSE $3 END,
                CASE WHEN change = 3 THEN $3 ELSE until END, $3 + place, $4
         FROM staged_members WHERE run = $2
         ON CONFLICT (user_key, group_key)
         DO UPDATE SET since = excluded.since, until = excluded.until, dialect = excluded.dialect",
        &[group.0.into(), run.into(), now.micros().into(), dialect.map(Dialect::number).into()],
    )?;
    c.send(
        "UPDATE group_syncs SET effective = $2 WHERE group_key = $1",
        &[group.0.into(), now.micros().into()],
    )
}

/// How many are staged to join, and to leave.
pub(super) fn counts(c: &mut dyn Conn, run: Run) -> db::Result<(i64, i64)> {
    c.one(
        "SELECT count(CASE WHEN change <> 3 THEN 1 END), count(CASE WHEN change = 3 THEN 1 END)
         FROM staged_members WHERE run = $1",
        &[run.into()],
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
                until: time(&mut r)?,
            })
        },
    )
}

/// A user who comes from a source.
pub(super) struct Known {
    pub user: UserKey,
    pub id: UserId,
    pub login: String,
    pub login_key: String,
    pub enabled: bool,
}

const KNOWN: &str = "SELECT user_key, user_id, login, login_key, enabled FROM users";

fn known(r: &mut Columns<'_>) -> db::Result<Known> {
    Ok(Known {
        user: UserKey(r.next()?),
        id: UserId(r.next()?),
        login: r.next()?,
        login_key: r.next()?,
        enabled: r.next()?,
    })
}

/// At most `limit` users that come from a source, behind `after`.
pub(super) fn users(
    c: &mut dyn Conn,
    (org, source): (OrgKey, SourceKey),
    after: UserKey,
    limit: i64,
) -> db::Result<Vec<Known>> {
    c.all(
        &format!(
            "{KNOWN} WHERE source_key = $1 AND user_key > $2 AND org_key = $3 ORDER BY user_key LIMIT $4"
        ),
        &[source.0.into(), after.0.into(), org.0.into(), limit.into()],
        |row| known(&mut row.columns()),
    )
}

/// The user of this login key, if he comes from the source.
pub(super) fn user(
    c: &mut dyn Conn,
    (org, source): (OrgKey, SourceKey),
    login_key: &str,
) -> db::Result<Option<Known>> {
    c.optional(
        &format!("{KNOWN} WHERE org_key = $1 AND login_key = $2 AND source_key = $3"),
        &[org.0.into(), login_key.into(), source.0.into()],
        |row| known(&mut row.columns()),
    )
}

/// The user of this key.
pub(super) fn user_of_key(c: &mut dyn Conn, user: UserKey) -> db::Result<Option<Known>> {
    c.optional(&format!("{KNOWN} WHERE user_key = $1"), &[user.0.into()], |row| known(&mut row.columns()))
}

/// Takes at most `limit` staged rows away of a run that no group is in; how many there were.
pub(super) fn wipe(c: &mut dyn Conn, run: Run, limit: i64) -> db::Result<u64> {
    c.execute(
        "DELETE FROM staged_members WHERE run = $1 AND user_key IN
             (SELECT user_key FROM staged_members WHERE run = $1 ORDER BY user_key LIMIT $2)
         AND NOT EXISTS (SELECT 1 FROM group_syncs WHERE run = $1)",
        &[run.into(), limit.into()],
    )
}

/// A run with staged rows that no group is in.
pub(super) fn orphan(c: &mut dyn Conn) -> db::Result<Option<Run>> {
    c.optional(
        "SELECT s.run FROM staged_members s WHERE NOT EXISTS (SELECT 1 FROM group_syncs g WHERE g.run = s.run) LIMIT 1",
        &[],
        |row| row.get(0),
    )
}

/// Ends a run that has made nothing effective, if it is still the one of its group.
pub(super) fn give_up(c: &mut dyn Conn, group: GroupKey, run: Run) -> db::Result<()> {
    c.send(
        "DELETE FROM group_syncs WHERE group_key = $1 AND run = $2 AND effective IS NULL",
        &[group.0.into(), run.into()],
    )
}

/// Ends a run that is told.
pub(super) fn end(c: &mut dyn Conn, run: Run) -> db::Result<()> {
    c.send("DELETE FROM staged_members WHERE run = $1", &[run.into()])?;
    c.send("DELETE FROM group_syncs WHERE run = $1", &[run.into()])
}

/// A group whose run was not touched since `before`.
pub(super) fn left(c: &mut dyn Conn, before: Timestamp) -> db::Result<Option<GroupKey>> {
    c.optional(
        "SELECT group_key FROM group_syncs WHERE touched < $1 ORDER BY touched LIMIT 1",
        &[before.micros().into()],
        |row| Ok(GroupKey(row.get(0)?)),
    )
}

/// A run that is effective, as it is told.
pub(super) struct Effective {
    pub run: Run,
    pub org: OrgKey,
    /// Whoever asked for it.
    pub actor: Actor,
    pub since: Timestamp,
    /// None when the group is gone.
    pub group_name: Option<String>,
}

/// The effective run of a group.
pub(super) fn effective(c: &mut dyn Conn, group: GroupKey) -> db::Result<Option<Effective>> {
    c.optional(
        "SELECT s.run, s.org_key, s.actor_id, s.actor_login, s.effective, g.name
         FROM group_syncs s LEFT JOIN groups g ON g.group_key = s.group_key
         WHERE s.group_key = $1 AND s.effective IS NOT NULL",
        &[group.0.into()],
        |row| {
            let mut r = row.columns();
            let (run, org) = (r.next()?, OrgKey(r.next()?));
            let id = r.next::<Option<[u8; 16]>>()?.map(UserId);
            let actor = Actor { id, login: r.next()?, credential: None };
            let since = Timestamp::from_micros(r.next()?).unwrap_or_default();
            Ok(Effective { run, org, actor, since, group_name: r.next()? })
        },
    )
}

/// The user with whom the next `limit` staged rows of a run end; none when none is left.
pub(super) fn end_of_batch(c: &mut dyn Conn, run: Run, limit: i64) -> db::Result<Option<UserKey>> {
    c.one(
        "SELECT MAX(user_key) FROM
             (SELECT user_key FROM staged_members WHERE run = $1 ORDER BY user_key LIMIT $2) AS batch",
        &[run.into(), limit.into()],
        |row| Ok(row.get::<Option<i64>>(0)?.map(UserKey)),
    )
}

/// Changes of one kind up to a user, as [`crate::audit::Targets`]: `$1` is the run, `$2` the user, `$3` the kind. Those that have
/// an end are told one by one.
pub(super) const ALIKE: &str =
    "SELECT u.user_id AS id, u.login AS name, u.version AS version, s.user_key AS place
     FROM staged_members s JOIN users u ON u.user_key = s.user_key
     WHERE s.run = $1 AND s.user_key <= $2 AND s.change = $3 AND s.until IS NULL";

/// One change that has an end.
pub(super) struct Ending {
    pub id: UserId,
    pub login: String,
    pub version: i64,
    pub until: Option<Timestamp>,
}

/// Who joins again up to an end, up to a user.
pub(super) fn with_an_end(c: &mut dyn Conn, run: Run, upto: UserKey) -> db::Result<Vec<Ending>> {
    c.all(
        "SELECT u.user_id, u.login, u.version, s.until
         FROM staged_members s JOIN users u ON u.user_key = s.user_key
         WHERE s.run = $1 AND s.user_key <= $2 AND s.until IS NOT NULL ORDER BY s.user_key",
        &[run.into(), upto.0.into()],
        |row| {
            let mut r = row.columns();
            Ok(Ending { id: UserId(r.next()?), login: r.next()?, version: r.next()?, until: time(&mut r)? })
        },
    )
}

/// Changes up to a user were told: their staged rows go, and with them the ended rows of those who left.
pub(super) fn told(
    c: &mut dyn Conn,
    (group, run): (GroupKey, Run),
    upto: UserKey,
    (effective, now): (Timestamp, Timestamp),
) -> db::Result<()> {
    c.send(
        "DELETE FROM memberships WHERE group_key = $1 AND until <= $4 AND user_key IN
             (SELECT user_key FROM staged_members WHERE run = $2 AND user_key <= $3 AND change = 3)",
        &[group.0.into(), run.into(), upto.0.into(), effective.micros().into()],
    )?;
    c.send("DELETE FROM staged_members WHERE run = $1 AND user_key <= $2", &[run.into(), upto.0.into()])?;
    c.send("UPDATE group_syncs SET touched = $2 WHERE run = $1", &[run.into(), now.micros().into()])
}
