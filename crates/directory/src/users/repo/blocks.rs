//! Where a user stands in the order of ids, and in that of numbers: a list that passes over many users does not walk past
//! each of them.
//!
//! Either order is cut into blocks. A closed block says how many users are left in it; those with the highest keys stand
//! behind the last one, in no block. Whoever makes or deletes a user with a key inside a closed block counts it there, in
//! the same transaction, so the counts are exact at any instant. New keys lie behind the last block, so a create changes
//! none.

use db::{Conn, Param, Row};
use model::{OrgKey, UserId};

/// How many users a block is closed with.
const BLOCK: i64 = 4_096;

/// An order of users that is cut into blocks, and the statements about it.
trait Line {
    /// What users are ordered by.
    type Key: Copy;
    /// Before every key.
    const START: Self::Key;
    /// Counts `$3` users more at the key `$2`.
    const COUNT: &'static str;
    /// Closes a block at `$2` with `$3` users.
    const CLOSE: &'static str;
    /// The last key in a block.
    const LAST: &'static str;
    /// The key of the user behind `$2` whom `$3` others precede.
    const AT: &'static str;

    fn param(key: &Self::Key) -> Param<'_>;
    fn read(row: &Row<'_>) -> db::Result<Self::Key>;
}

macro_rules! statements {
    ($table:literal, $last:literal, $column:literal) => {
        const COUNT: &'static str = concat!(
            "UPDATE ",
            $table,
            " SET users = users + $3 WHERE org_key = $1 AND ",
            $last,
            " =
                 (SELECT ",
            $last,
            " FROM ",
            $table,
            " WHERE org_key = $1 AND ",
            $last,
            " >= $2
                  ORDER BY ",
            $last,
            " LIMIT 1)"
        );
        const CLOSE: &'static str = concat!(
            "INSERT INTO ",
            $table,
            " (org_key, ",
            $last,
            ", users) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING RETURNING ",
            $last
        );
        const LAST: &'static str = concat!(
            "SELECT ",
            $last,
            " FROM ",
            $table,
            " WHERE org_key = $1
             ORDER BY org_key DESC, ",
            $last,
            " DESC LIMIT 1"
        );
        const AT: &'static str = concat!(
            "SELECT ",
            $column,
            " FROM users WHERE org_key = $1 AND ",
            $column,
            " > $2
             ORDER BY org_key, ",
            $column,
            " LIMIT 1 OFFSET $3"
        );
    };
}

struct ById;

impl Line for ById {
    type Key = UserId;
    const START: UserId = UserId([0; 16]);
    statements!("user_blocks", "last_id", "user_id");

    fn param(key: &UserId) -> Param<'_> {
        key.0.into()
    }

    fn read(row: &Row<'_>) -> db::Result<UserId> {
        Ok(UserId(row.get(0)?))
    }
}

struct ByNumber;

impl Line for ByNumber {
    type Key = i64;
    const START: i64 = 0;
    statements!("user_number_blocks", "last_number", "number");

    fn param(key: &i64) -> Param<'_> {
        (*key).into()
    }

    fn read(row: &Row<'_>) -> db::Result<i64> {
        row.get(0)
    }
}

/// A user was made.
pub(crate) fn joined(c: &mut dyn Conn, org: OrgKey, id: UserId, number: i64) -> db::Result<()> {
    count::<ById>(c, org, id, 1)?;
    count::<ByNumber>(c, org, number, 1)
}

/// A user is gone.
pub(crate) fn left(c: &mut dyn Conn, org: OrgKey, id: UserId, number: i64) -> db::Result<()> {
    count::<ById>(c, org, id, -1)?;
    count::<ByNumber>(c, org, number, -1)
}

fn count<L: Line>(c: &mut dyn Conn, org: OrgKey, key: L::Key, change: i64) -> db::Result<()> {
    c.send(L::COUNT, &[org.0.into(), L::param(&key), change.into()])
}

/// Closes the blocks behind the last ones; false when none is due.
pub(crate) fn close(c: &mut dyn Conn, org: OrgKey) -> db::Result<bool> {
    Ok(close_one::<ById>(c, org)? | close_one::<ByNumber>(c, org)?)
}

fn close_one<L: Line>(c: &mut dyn Conn, org: OrgKey) -> db::Result<bool> {
    let Some(last) = due::<L>(c, org)? else { return Ok(false) };
    c.exists(L::CLOSE, &[org.0.into(), L::param(&last), BLOCK.into()])
}

/// Whether a block can be closed.
pub(crate) fn is_due(c: &mut dyn Conn, org: OrgKey) -> db::Result<bool> {
    Ok(due::<ById>(c, org)?.is_some() || due::<ByNumber>(c, org)?.is_some())
}

/// The last key of the block that can be closed: as many users again stand behind it, so that keys which are made a
/// little before their users seldom fall into it.
fn due<L: Line>(c: &mut dyn Conn, org: OrgKey) -> db::Result<Option<L::Key>> {
    let after = last_of_blocks::<L>(c, org)?;
    match at::<L>(c, org, after, 2 * BLOCK - 1)? {
        Some(_) => at::<L>(c, org, after, BLOCK - 1),
        None => Ok(None),
    }
}

fn at<L: Line>(c: &mut dyn Conn, org: OrgKey, after: L::Key, place: i64) -> db::Result<Option<L::Key>> {
    c.optional(L::AT, &[org.0.into(), L::param(&after), place.into()], L::read)
}

/// The last key in a block; before the first block: before any key.
fn last_of_blocks<L: Line>(c: &mut dyn Conn, org: OrgKey) -> db::Result<L::Key> {
    let last = c.optional(L::LAST, &[org.0.into()], L::read)?;
    Ok(last.unwrap_or(L::START))
}

/// The number of the user whom `place` others precede, the lowest first; none behind the end.
pub(crate) fn number_at(c: &mut dyn Conn, org: OrgKey, place: i64) -> db::Result<Option<i64>> {
    let (mut after, mut rest) = (ByNumber::START, place);
    if place >= BLOCK {
        let mut is_found = false;
        c.for_each(
            "SELECT last_number, users FROM user_number_blocks WHERE org_key = $1 ORDER BY org_key, last_number",
            &[org.0.into()],
            &mut |row| {
                let users: i64 = row.get(1)?;
                is_found |= rest < users;
                if !is_found {
                    (after, rest) = (row.get(0)?, rest - users);
                }
                Ok(())
            },
        )?;
    }
    at::<ByNumber>(c, org, after, rest)
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

/// How many users stand in no block of ids.
fn behind_blocks(c: &mut dyn Conn, org: OrgKey) -> db::Result<i64> {
    let after = last_of_blocks::<ById>(c, org)?;
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
