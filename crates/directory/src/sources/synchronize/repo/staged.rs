//! What a run stages, and its becoming effective.

use db::{Conn, Param};
use model::{Dialect, GroupKey, Timestamp, UserKey};

use super::Run;

/// How a membership is to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Staged {
    /// There is no row.
    Joins,
    /// There is one that is not in force; its end, if it lies ahead, stays.
    JoinsAgain(Option<Timestamp>),
    /// The row began then.
    Leaves(Timestamp),
}

/// A change of the membership of one user, at its place in the order of joining.
pub(crate) type Change = (UserKey, Staged, i64);

/// The numbers of the kinds of changes, in the order of [`Staged`].
pub(crate) const JOINS: i64 = 1;
/// As above.
pub(crate) const JOINS_AGAIN: i64 = 2;
/// As above.
pub(crate) const LEAVES: i64 = 3;

impl Staged {
    const fn number(self) -> i64 {
        match self {
            Self::Joins => JOINS,
            Self::JoinsAgain(_) => JOINS_AGAIN,
            Self::Leaves(_) => LEAVES,
        }
    }
}

/// So many changes are staged by one statement; fewer one by one, so that there are two texts and not a hundred.
const AT_ONCE: usize = 100;

/// Stages changes of memberships, each with its place in the order of joining; nothing of users who are gone.
pub(crate) fn stage(c: &mut dyn Conn, run: Run, changes: &[Change]) -> db::Result<()> {
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

/// How many are staged to join, and to leave.
pub(crate) fn counts(c: &mut dyn Conn, run: Run) -> db::Result<(i64, i64)> {
    c.one(
        "SELECT count(CASE WHEN change <> $2 THEN 1 END), count(CASE WHEN change = $2 THEN 1 END)
         FROM staged_members WHERE run = $1",
        &[run.into(), LEAVES.into()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Makes all that `run` has staged for a group effective at `now`, by one statement: who joins is in force from now on, and the
/// row of who leaves ends now.
pub(crate) fn make_effective(
    c: &mut dyn Conn,
    (group, run): (GroupKey, Run),
    dialect: Option<Dialect>,
    now: Timestamp,
) -> db::Result<()> {
    c.send(
        "INSERT INTO memberships (user_key, group_key, since, until, joined, dialect)
         SELECT user_key, $1, CASE WHEN change = $5 THEN since ELSE $3 END,
                CASE WHEN change = $5 THEN $3 ELSE until END, $3 + place, $4
         FROM staged_members WHERE run = $2
         ON CONFLICT (user_key, group_key)
         DO UPDATE SET since = excluded.since, until = excluded.until, dialect = excluded.dialect",
        &[
            group.0.into(),
            run.into(),
            now.micros().into(),
            dialect.map(Dialect::number).into(),
            LEAVES.into(),
        ],
    )?;
    c.send(
        "UPDATE group_syncs SET effective = $2 WHERE group_key = $1",
        &[group.0.into(), now.micros().into()],
    )
}

/// Takes at most `limit` staged rows away of a run that no group is in; how many there were.
pub(crate) fn wipe(c: &mut dyn Conn, run: Run, limit: i64) -> db::Result<u64> {
    c.execute(
        "DELETE FROM staged_members WHERE run = $1 AND user_key IN
             (SELECT user_key FROM staged_members WHERE run = $1 ORDER BY user_key LIMIT $2)
         AND NOT EXISTS (SELECT 1 FROM group_syncs WHERE run = $1)",
        &[run.into(), limit.into()],
    )
}

/// A run with staged rows that no group is in.
pub(crate) fn orphan(c: &mut dyn Conn) -> db::Result<Option<Run>> {
    c.optional(
        "SELECT s.run FROM staged_members s WHERE NOT EXISTS (SELECT 1 FROM group_syncs g WHERE g.run = s.run) LIMIT 1",
        &[],
        |row| row.get(0),
    )
}
