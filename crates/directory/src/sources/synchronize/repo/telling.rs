//! What a run has made effective and is left to tell.

use db::Conn;
use model::{GroupKey, OrgKey, Timestamp, UserId, UserKey};

use super::{LEAVES, Run, time};
use crate::audit::Actor;

/// A run that is effective, as it is told.
pub(crate) struct Effective {
    pub run: Run,
    pub org: OrgKey,
    /// Whoever asked for it.
    pub actor: Actor,
    pub since: Timestamp,
    /// None when the group is gone.
    pub group_name: Option<String>,
}

/// The effective run of a group.
pub(crate) fn effective(c: &mut dyn Conn, group: GroupKey) -> db::Result<Option<Effective>> {
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
pub(crate) fn end_of_batch(c: &mut dyn Conn, run: Run, limit: i64) -> db::Result<Option<UserKey>> {
    c.one(
        "SELECT MAX(user_key) FROM
             (SELECT user_key FROM staged_members WHERE run = $1 ORDER BY user_key LIMIT $2) AS batch",
        &[run.into(), limit.into()],
        |row| Ok(row.get::<Option<i64>>(0)?.map(UserKey)),
    )
}

/// Changes of one kind up to a user, as [`crate::audit::Targets`]: `$1` is the run, `$2` the user, `$3` the kind. Those that have
/// an end are told one by one.
pub(crate) const ALIKE: &str =
    "SELECT u.user_id AS id, u.login AS name, u.version AS version, s.user_key AS place
     FROM staged_members s JOIN users u ON u.user_key = s.user_key
     WHERE s.run = $1 AND s.user_key <= $2 AND s.change = $3 AND s.until IS NULL";

/// One change that has an end.
pub(crate) struct Ending {
    pub id: UserId,
    pub login: String,
    pub version: i64,
    pub until: Option<Timestamp>,
}

/// Who joins again up to an end, up to a user.
pub(crate) fn with_an_end(c: &mut dyn Conn, run: Run, upto: UserKey) -> db::Result<Vec<Ending>> {
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
pub(crate) fn told(
    c: &mut dyn Conn,
    (group, run): (GroupKey, Run),
    upto: UserKey,
    (effective, now): (Timestamp, Timestamp),
) -> db::Result<()> {
    c.send(
        "DELETE FROM memberships WHERE group_key = $1 AND until <= $4 AND user_key IN
             (SELECT user_key FROM staged_members WHERE run = $2 AND user_key <= $3 AND change = $5)",
        &[group.0.into(), run.into(), upto.0.into(), effective.micros().into(), LEAVES.into()],
    )?;
    c.send("DELETE FROM staged_members WHERE run = $1 AND user_key <= $2", &[run.into(), upto.0.into()])?;
    c.send("UPDATE group_syncs SET touched = $2 WHERE run = $1", &[run.into(), now.micros().into()])
}
