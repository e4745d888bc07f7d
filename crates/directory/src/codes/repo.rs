//! The rows of codes. Whoever changes one raises the version of its organisation in the same transaction.

use db::Conn;
use model::{OrgKey, Timestamp};

use super::{Code, CodeTables};

/// All tables of `org`, each in its own order.
pub(super) fn all(c: &mut dyn Conn, org: OrgKey) -> db::Result<CodeTables> {
    let rows = c.all(
        "SELECT code_table, code, description, flag FROM codes WHERE org_key = $1 ORDER BY place, code_table, code",
        &[org.0.into()],
        |row| {
            let mut r = row.columns();
            let table: String = r.next()?;
            Ok((table, Code { code: r.next()?, description: r.next()?, flag: r.next()? }))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// What rises with any change of the tables.
pub(super) fn version(c: &mut dyn Conn, org: OrgKey) -> db::Result<i64> {
    let version =
        c.optional("SELECT version FROM orgs WHERE org_key = $1", &[org.0.into()], |row| row.get(0))?;
    Ok(version.unwrap_or_default())
}

/// Raises what [`version`] answers.
pub(super) fn raise_version(c: &mut dyn Conn, org: OrgKey, now: Timestamp) -> db::Result<()> {
    c.send(
        "UPDATE orgs SET version = version + 1, updated = $2 WHERE org_key = $1",
        &[org.0.into(), now.micros().into()],
    )
}

/// Puts `codes` in place of all that a table holds, in this order.
pub(crate) fn replace(c: &mut dyn Conn, org: OrgKey, table: &str, codes: &[Code]) -> db::Result<()> {
    c.send("DELETE FROM codes WHERE org_key = $1 AND code_table = $2", &[org.0.into(), table.into()])?;
    for (place, code) in (0_i64..).zip(codes) {
        c.send(
            "INSERT INTO codes (org_key, code_table, code, place, description, flag) VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                org.0.into(),
                table.into(),
                code.code.as_str().into(),
                place.into(),
                code.description.as_str().into(),
                code.flag.into(),
            ],
        )?;
    }
    Ok(())
}
