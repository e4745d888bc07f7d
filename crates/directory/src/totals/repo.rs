//! The rows of totals. All of them are folded through the same place of the change record.

use db::Conn;
use model::OrgKey;

/// What came and went among some changes.
const CAME: &str = "count(CASE WHEN change = 'created' THEN 1 END)";
const WENT: &str = "count(CASE WHEN change = 'deleted' THEN 1 END)";

/// The place through which the change record is folded.
fn folded_through(c: &mut dyn Conn) -> db::Result<i64> {
    c.one("SELECT COALESCE(MAX(through_seq), 0) FROM totals", &[], |row| row.get(0))
}

/// The last place in the change record.
fn last_place(c: &mut dyn Conn) -> db::Result<i64> {
    c.one("SELECT COALESCE(MAX(seq), 0) FROM changes WHERE seq IS NOT NULL", &[], |row| row.get(0))
}

/// How many places wait to be folded.
pub(super) fn to_fold(c: &mut dyn Conn) -> db::Result<i64> {
    Ok(last_place(c)? - folded_through(c)?)
}

/// What was folded, and what stands behind it, with a place in the order or without one.
pub(crate) fn of(c: &mut dyn Conn, org: OrgKey, kind: &str) -> db::Result<i64> {
    let through = folded_through(c)?;
    let folded: Option<i64> = c.optional(
        "SELECT total FROM totals WHERE org_key = $1 AND object_kind = $2",
        &[org.0.into(), kind.into()],
        |row| row.get(0),
    )?;
    let placed: i64 = c.one(
        &format!("SELECT {CAME} - {WENT} FROM changes WHERE seq > $3 AND org_key = $1 AND object_kind = $2"),
        &[org.0.into(), kind.into(), through.into()],
        |row| row.get(0),
    )?;
    let waiting: i64 = c.one(
        &format!(
            "SELECT {CAME} - {WENT} FROM changes WHERE seq IS NULL AND org_key = $1 AND object_kind = $2"
        ),
        &[org.0.into(), kind.into()],
        |row| row.get(0),
    )?;
    Ok(folded.unwrap_or_default() + placed + waiting)
}

/// Folds the changes of the next `most` places.
pub(super) fn fold(c: &mut dyn Conn, most: i64) -> db::Result<()> {
    let from = folded_through(c)?;
    // Places may be empty: the changes of a deleted organisation are gone.
    let through = last_place(c)?.clamp(from, from + most);
    let counts = c.all(
        &format!(
            "SELECT org_key, object_kind, {CAME} - {WENT} FROM changes WHERE seq > $1 AND seq <= $2
             GROUP BY org_key, object_kind"
        ),
        &[from.into(), through.into()],
        |row| Ok((OrgKey(row.get(0)?), row.get::<String>(1)?, row.get::<i64>(2)?)),
    )?;
    for (org, kind, more) in counts {
        add(c, org, &kind, more)?;
    }
    c.send("UPDATE totals SET through_seq = $1", &[through.into()])
}

/// Counts what the change record does not tell, or what it has told.
pub(crate) fn add(c: &mut dyn Conn, org: OrgKey, kind: &str, more: i64) -> db::Result<()> {
    c.send(
        "INSERT INTO totals (org_key, object_kind, total, through_seq) VALUES ($1, $2, $3, 0)
         ON CONFLICT (org_key, object_kind) DO UPDATE SET total = totals.total + $3",
        &[org.0.into(), kind.into(), more.into()],
    )
}
