//! The rows of leases.

use db::Conn;
use model::Timestamp;

/// Who holds a lease, and until when.
pub(super) fn find(c: &mut dyn Conn, name: &str) -> db::Result<Option<([u8; 16], Timestamp)>> {
    c.optional("SELECT holder, until FROM leases WHERE name = $1", &[name.into()], |row| {
        Ok((row.get(0)?, Timestamp::from_micros(row.get(1)?).unwrap_or_default()))
    })
}

/// Takes a lease until `until`, unless another holds it; one that ends outside of `between` holds nothing.
pub(super) fn take(
    c: &mut dyn Conn,
    name: &str,
    holder: [u8; 16],
    between: (Timestamp, Timestamp),
    until: Timestamp,
) -> db::Result<bool> {
    c.exists(
        "INSERT INTO leases (name, holder, until) VALUES ($1, $2, $5)
         ON CONFLICT (name) DO UPDATE SET holder = $2, until = $5
         WHERE leases.holder = $2 OR leases.until <= $3 OR leases.until > $4
         RETURNING name",
        &[
            name.into(),
            holder.into(),
            between.0.micros().into(),
            between.1.micros().into(),
            until.micros().into(),
        ],
    )
}

/// Whether `holder` has a lease; its row is this transaction's until the end.
pub(super) fn lock(c: &mut dyn Conn, name: &str, holder: [u8; 16]) -> db::Result<bool> {
    let rows = c.execute(
        "UPDATE leases SET holder = $2 WHERE name = $1 AND holder = $2",
        &[name.into(), holder.into()],
    )?;
    Ok(rows == 1)
}

/// Ends all leases of a holder.
pub(super) fn release(c: &mut dyn Conn, holder: [u8; 16]) -> db::Result<()> {
    c.send("DELETE FROM leases WHERE holder = $1", &[holder.into()])
}
