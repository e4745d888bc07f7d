//! The rows of codes. Whoever changes one raises the version of its organisation in the same transaction.

use db::Conn;
use model::OrgKey;

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
