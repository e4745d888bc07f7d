//! Which group is in which run.

use db::Conn;
use model::{GroupKey, OrgKey, SourceKey, Timestamp};

use super::{Run, time};
use crate::audit::Actor;

/// The run that a group is in.
pub(crate) struct Current {
    pub run: Run,
    pub touched: Timestamp,
    pub effective: Option<Timestamp>,
}

pub(crate) fn current(c: &mut dyn Conn, group: GroupKey) -> db::Result<Option<Current>> {
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

/// Whether a group is there, and from this source.
pub(crate) fn is_from(c: &mut dyn Conn, group: GroupKey, source: SourceKey) -> db::Result<bool> {
    c.exists(
        "SELECT 1 FROM groups WHERE group_key = $1 AND source_key = $2",
        &[group.0.into(), source.0.into()],
    )
}

/// Begins a run, in place of one that went nowhere; `actor` is who asked for it.
pub(crate) fn begin(
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
pub(crate) fn holds(c: &mut dyn Conn, group: GroupKey, run: Run, now: Timestamp) -> db::Result<bool> {
    let rows = c.execute(
        "UPDATE group_syncs SET touched = $3 WHERE group_key = $1 AND run = $2 AND effective IS NULL",
        &[group.0.into(), run.into(), now.micros().into()],
    )?;
    Ok(rows == 1)
}

/// Ends a run that has made nothing effective, if it is still the one of its group.
pub(crate) fn give_up(c: &mut dyn Conn, group: GroupKey, run: Run) -> db::Result<()> {
    c.send(
        "DELETE FROM group_syncs WHERE group_key = $1 AND run = $2 AND effective IS NULL",
        &[group.0.into(), run.into()],
    )
}

/// Ends a run that is told.
pub(crate) fn end(c: &mut dyn Conn, run: Run) -> db::Result<()> {
    c.send("DELETE FROM staged_members WHERE run = $1", &[run.into()])?;
    c.send("DELETE FROM group_syncs WHERE run = $1", &[run.into()])
}

/// A group whose run was not touched since `before`.
pub(crate) fn left(c: &mut dyn Conn, before: Timestamp) -> db::Result<Option<GroupKey>> {
    c.optional(
        "SELECT group_key FROM group_syncs WHERE touched < $1 ORDER BY touched LIMIT 1",
        &[before.micros().into()],
        |row| Ok(GroupKey(row.get(0)?)),
    )
}
