//! Users who come from a source, and their memberships.

use db::{Columns, Conn};
use model::{GroupKey, OrgKey, SourceKey, UserId, UserKey};

use crate::groups::repo::MemberRow;

/// A user who comes from a source.
pub(crate) struct Known {
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
pub(crate) fn users(
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
pub(crate) fn user(
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
pub(crate) fn user_of_key(c: &mut dyn Conn, user: UserKey) -> db::Result<Option<Known>> {
    c.optional(&format!("{KNOWN} WHERE user_key = $1"), &[user.0.into()], |row| known(&mut row.columns()))
}

/// At most `limit` members of a group that come from a source, in force or not, behind `after`.
pub(crate) fn members(
    c: &mut dyn Conn,
    (group, source): (GroupKey, SourceKey),
    after: UserKey,
    limit: i64,
) -> db::Result<Vec<MemberRow>> {
    c.all(
        "SELECT m.user_key, m.since, m.until FROM memberships m JOIN users u ON u.user_key = m.user_key
         WHERE m.group_key = $1 AND m.user_key > $3 AND u.source_key = $2 ORDER BY m.user_key LIMIT $4",
        &[group.0.into(), source.0.into(), after.0.into(), limit.into()],
        |row| MemberRow::from_columns(&mut row.columns()),
    )
}
