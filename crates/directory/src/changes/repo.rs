//! The rows of the change record. The row with the largest `seq` is never taken away: the next one is counted from it.

use db::Conn;
use model::{OrgKey, Timestamp};

use super::Changed;
use crate::audit::Targets;
use crate::run::Work;

/// Where changes stand.
pub(crate) const TABLE: &str = "changes";

/// Writes a change of an object; its place in the order may be given later.
pub(crate) fn insert(
    work: &mut Work<'_>,
    org: OrgKey,
    (kind, id): (&str, [u8; 16]),
    change: &str,
    version: i64,
) -> db::Result<()> {
    let seq = db::order::next(work.c.engine(), TABLE);
    work.c
        .send(
            &format!(
                "INSERT INTO changes (request_id, place, org_key, at, object_kind, object_id, change, version, seq)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, {seq})"
            ),
            &[
                work.request.id.0.into(),
                work.changes.into(),
                org.0.into(),
                work.now.micros().into(),
                kind.into(),
                id.into(),
                change.into(),
                version.into(),
            ],
        )
}

/// Writes the same change of each of `targets`, in their order; how many there were.
pub(crate) fn insert_each(
    work: &mut Work<'_>,
    org: OrgKey,
    (kind, change): (&str, &str),
    targets: &Targets<'_>,
) -> db::Result<i64> {
    targets.insert_into(
        work.c,
        TABLE,
        work.changes,
        &[("object_id", "id"), ("version", "version")],
        &[
            ("request_id", work.request.id.0.into()),
            ("org_key", org.0.into()),
            ("at", work.now.micros().into()),
            ("object_kind", kind.into()),
            ("change", change.into()),
        ],
    )
}

/// Whether a row of `table` waits for its place.
pub(super) fn any_waits(c: &mut dyn Conn, table: &str) -> db::Result<bool> {
    c.exists(&format!("SELECT 1 FROM {table} WHERE seq IS NULL LIMIT 1"), &[])
}

/// Changes of `org` behind `after`, in their order.
pub(super) fn after(c: &mut dyn Conn, org: OrgKey, after: i64, limit: u32) -> db::Result<Vec<Changed>> {
    c.all(
        "SELECT seq, at, object_kind, object_id, change, version FROM changes
         WHERE seq > $1 AND org_key = $2 ORDER BY seq LIMIT $3",
        &[after.into(), org.0.into(), i64::from(limit).into()],
        |row| {
            let mut r = row.columns();
            Ok(Changed {
                seq: r.next()?,
                at: Timestamp::from_micros(r.next()?).unwrap_or_default(),
                kind: r.next()?,
                id: r.next()?,
                change: r.next()?,
                version: r.next()?,
            })
        },
    )
}
