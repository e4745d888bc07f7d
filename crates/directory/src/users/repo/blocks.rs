//! Where a user stands in the order of ids: a list that passes over many users does not walk past each of them.
//!
//! The order is cut into blocks. A closed block says how many users are left in it; the newest users stand behind the
//! last one, in no block. Whoever makes or deletes a user with an id inside a closed block counts it there, in the same
//! transaction, so the counts are exact at any instant. New ids lie behind the last block, so a create changes none.

use db::Conn;
use model::{OrgKey, UserId};

/// How many users a block is closed with.
const BLOCK: i64 = 4_096;

/// A user was made.
pub(crate) fn joined(c: &mut dyn Conn, org: OrgKey, id: UserId) -> db::Result<()> {
    count(c, org, id, 1)
}

/// A user is gone.
pub(crate) fn left(c: &mut dyn Conn, org: OrgKey, id: UserId) -> db::Result<()> {
    count(c, org, id, -1)
}

fn count(c: &mut dyn Conn, org: OrgKey, id: UserId, change: i64) -> db::Result<()> {
    c.send(
        "UPDATE user_blocks SET users = users + $3 WHERE org_key = $1 AND last_id =
             (SELECT last_id FROM user_blocks WHERE org_key = $1 AND last_id >= $2 ORDER BY last_id LIMIT 1)",
        &[org.0.into(), id.0.into(), change.into()],
    )
}

/// Closes the block behind the last one; false when it is not due.
pub(crate) fn close(c: &mut dyn Conn, org: OrgKey) -> db::Result<bool> {
    let Some(last) = due(c, org)? else { return Ok(false) };
    c.exists(
        "INSERT INTO user_blocks (org_key, last_id, users) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING RETURNING last_id",
        &[org.0.into(), last.0.into(), BLOCK.into()],
    )
}

/// The last id of the block that can be closed: as many users again stand behind it, so that ids which are made a little
/// before their users seldom fall into it.
pub(crate) fn due(c: &mut dyn Conn, org: OrgKey) -> db::Result<Option<UserId>> {
    let after = last_of_blocks(c, org)?;
    let mut at = |place: i64| {
        c.optional(
            "SELECT user_id FROM users WHERE org_key = $1 AND user_id > $2
             ORDER BY org_key, user_id LIMIT 1 OFFSET $3",
            &[org.0.into(), after.0.into(), place.into()],
            |row| Ok(UserId(row.get(0)?)),
        )
    };
    match at(2 * BLOCK - 1)? {
        Some(_) => at(BLOCK - 1),
        None => Ok(None),
    }
}

/// The last id in a block; before the first block: before any id.
fn last_of_blocks(c: &mut dyn Conn, org: OrgKey) -> db::Result<UserId> {
    let last = c.optional(
        "SELECT last_id FROM user_blocks WHERE org_key = $1 ORDER BY org_key DESC, last_id DESC LIMIT 1",
        &[org.0.into()],
        |row| Ok(UserId(row.get(0)?)),
    )?;
    Ok(last.unwrap_or(UserId([0; 16])))
}

/// The id of the user whom `place` others precede, the newest first; none behind the end.
pub(crate) fn id_at(c: &mut dyn Conn, org: OrgKey, place: i64) -> db::Result<Option<UserId>> {
    let newest = UserId([0xff; 16]);
    if place < BLOCK {
        return down_from(c, org, newest, place);
    }
    let mut rest = place - behind_blocks(c, org)?;
    if rest < 0 {
        return down_from(c, org, newest, place);
    }
    let mut found = None;
    c.for_each(
        "SELECT last_id, users FROM user_blocks WHERE org_key = $1 ORDER BY org_key DESC, last_id DESC",
        &[org.0.into()],
        &mut |row| {
            if found.is_none() {
                let users: i64 = row.get(1)?;
                if rest < users {
                    found = Some(UserId(row.get(0)?));
                } else {
                    rest -= users;
                }
            }
            Ok(())
        },
    )?;
    match found {
        Some(last) => down_from(c, org, last, rest),
        None => Ok(None),
    }
}

/// How many users stand in no block.
fn behind_blocks(c: &mut dyn Conn, org: OrgKey) -> db::Result<i64> {
    let after = last_of_blocks(c, org)?;
    let count = c.optional(
        "SELECT count(*) FROM users WHERE org_key = $1 AND user_id > $2",
        &[org.0.into(), after.0.into()],
        |row| row.get(0),
    )?;
    Ok(count.unwrap_or_default())
}

fn down_from(c: &mut dyn Conn, org: OrgKey, from: UserId, place: i64) -> db::Result<Option<UserId>> {
    c.optional(
        "SELECT user_id FROM users WHERE org_key = $1 AND user_id <= $2
         ORDER BY org_key DESC, user_id DESC LIMIT 1 OFFSET $3",
        &[org.0.into(), from.0.into(), place.into()],
        |row| Ok(UserId(row.get(0)?)),
    )
}
