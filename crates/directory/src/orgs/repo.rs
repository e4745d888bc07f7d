//! The rows of organisations.

use db::Conn;
use model::refusal::Forbidden;
use model::{OrgKey, OrgName, Refusal};

use crate::run::Step;

/// The organisation of this display name, compared without case.
pub(crate) fn find_by_name(c: &mut dyn Conn, name: &str) -> db::Result<Option<OrgKey>> {
    let Ok(name) = OrgName::new(name) else { return Ok(None) };
    c.optional("SELECT org_key FROM orgs WHERE name_key = $1", &[name.key().into()], |row| {
        Ok(OrgKey(row.get(0)?))
    })
}

/// The display name of an organisation.
pub(crate) fn name(c: &mut dyn Conn, org: OrgKey) -> db::Result<Option<String>> {
    c.optional("SELECT name FROM orgs WHERE org_key = $1", &[org.0.into()], |row| row.get(0))
}

/// The named organisation, or the first. Refuses `Forbidden` for a name that is none.
pub(crate) fn named_or_first(c: &mut dyn Conn, name: Option<&str>) -> Step<OrgKey> {
    let Some(name) = name else { return Ok(OrgKey::FIRST) };
    find_by_name(c, name)?.ok_or_else(|| Refusal::Forbidden(Forbidden::Org(name.to_owned())).into())
}

/// Whether the store has an organisation: a fresh one has none.
pub(crate) fn any(c: &mut dyn Conn) -> db::Result<bool> {
    c.exists("SELECT 1 FROM orgs LIMIT 1", &[])
}

/// Every organisation.
pub(crate) fn all(c: &mut dyn Conn) -> db::Result<Vec<OrgKey>> {
    c.all("SELECT org_key FROM orgs", &[], |row| Ok(OrgKey(row.get(0)?)))
}

/// Inserts an organisation.
pub(crate) fn insert(c: &mut dyn Conn, key: OrgKey, name: &OrgName, now: model::Timestamp) -> db::Result<()> {
    c.send(
        "INSERT INTO orgs (org_key, name, name_key, settings, created, updated, version)
         VALUES ($1, $2, $3, '{}', $4, $4, 1)",
        &[key.0.into(), name.as_str().into(), name.key().into(), now.micros().into()],
    )
}
