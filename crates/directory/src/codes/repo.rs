//! The rows of codes.

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
