//! The rows of organisations.

use std::collections::BTreeMap;

use db::Conn;
use model::{HostName, OrgKey, OrgName, Timestamp};

use super::Org;

/// The organisation of this display name, compared without case. One that is leaving has none any more.
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

/// The organisation whose logins and passwords count at a host: the one that is bound to it, else the first.
pub(crate) fn at_host(c: &mut dyn Conn, host: Option<&str>) -> db::Result<OrgKey> {
    let Some(host) = host else { return Ok(OrgKey::FIRST) };
    let bound =
        c.optional("SELECT org_key FROM org_hosts WHERE host = $1", &[host.into()], |row| row.get(0))?;
    Ok(bound.map_or(OrgKey::FIRST, OrgKey))
}

/// Whether the organisation is there and is not leaving.
pub(crate) fn stays(c: &mut dyn Conn, org: OrgKey) -> db::Result<bool> {
    c.exists("SELECT 1 FROM orgs WHERE org_key = $1 AND leaving IS NULL", &[org.0.into()])
}

/// Whether the store has an organisation: a fresh one has none.
pub(crate) fn any(c: &mut dyn Conn) -> db::Result<bool> {
    c.exists("SELECT 1 FROM orgs LIMIT 1", &[])
}

/// The keys of all that are not leaving.
pub(crate) fn keys(c: &mut dyn Conn) -> db::Result<Vec<OrgKey>> {
    c.all("SELECT org_key FROM orgs WHERE leaving IS NULL ORDER BY org_key", &[], |row| {
        Ok(OrgKey(row.get(0)?))
    })
}

/// One that is leaving, if there is one.
pub(super) fn leaving(c: &mut dyn Conn) -> db::Result<Option<OrgKey>> {
    c.optional("SELECT org_key FROM orgs WHERE leaving IS NOT NULL ORDER BY org_key LIMIT 1", &[], |row| {
        Ok(OrgKey(row.get(0)?))
    })
}

/// The largest key of any.
pub(super) fn largest(c: &mut dyn Conn) -> db::Result<i64> {
    c.one("SELECT COALESCE(MAX(org_key), 0) FROM orgs", &[], |row| row.get(0))
}

/// All that are not leaving, in the order in which they were made.
pub(super) fn all(c: &mut dyn Conn) -> db::Result<Vec<Org>> {
    let mut hosts = BTreeMap::<OrgKey, Vec<HostName>>::new();
    c.for_each("SELECT org_key, host FROM org_hosts ORDER BY host", &[], &mut |row| {
        hosts.entry(OrgKey(row.get(0)?)).or_default().push(host(&row.get::<String>(1)?)?);
        Ok(())
    })?;
    let sql =
        "SELECT org_key, name, created, updated, version FROM orgs WHERE leaving IS NULL ORDER BY org_key";
    c.all(sql, &[], |row| {
        let key = OrgKey(row.get(0)?);
        let name = OrgName::new(&row.get::<String>(1)?);
        Ok(Org {
            key,
            name: name.map_err(|_| db::Error::schema("an organisation's name breaks its rule"))?,
            hosts: hosts.remove(&key).unwrap_or_default(),
            created: Timestamp::from_micros(row.get(2)?).unwrap_or_default(),
            updated: Timestamp::from_micros(row.get(3)?).unwrap_or_default(),
            version: row.get(4)?,
        })
    })
}

fn host(text: &str) -> db::Result<HostName> {
    HostName::new(text).map_err(|_| db::Error::schema("a host's name breaks its rule"))
}

/// Inserts an organisation; false when its name is taken.
pub(super) fn insert(c: &mut dyn Conn, key: OrgKey, name: &OrgName, now: Timestamp) -> db::Result<bool> {
    c.exists(
        "INSERT INTO orgs (org_key, name, name_key, settings, created, updated, version)
         VALUES ($1, $2, $3, '{}', $4, $4, 1) ON CONFLICT DO NOTHING RETURNING org_key",
        &[key.0.into(), name.as_str().into(), name.key().into(), now.micros().into()],
    )
}

/// Whether another organisation has this name.
pub(super) fn is_taken(c: &mut dyn Conn, org: OrgKey, name: &OrgName) -> db::Result<bool> {
    c.exists("SELECT 1 FROM orgs WHERE name_key = $1 AND org_key <> $2", &[name.key().into(), org.0.into()])
}

/// Stores another name, one version higher.
pub(super) fn rename(c: &mut dyn Conn, org: OrgKey, name: &OrgName, now: Timestamp) -> db::Result<()> {
    c.send(
        "UPDATE orgs SET name = $2, name_key = $3, updated = $4, version = version + 1 WHERE org_key = $1",
        &[org.0.into(), name.as_str().into(), name.key().into(), now.micros().into()],
    )
}

/// Binds an organisation to these hosts and to no others; the first of them that another one is bound to stops it.
pub(super) fn bind<'h>(
    c: &mut dyn Conn,
    org: OrgKey,
    hosts: &'h [HostName],
) -> db::Result<Option<&'h HostName>> {
    c.send("DELETE FROM org_hosts WHERE org_key = $1", &[org.0.into()])?;
    for host in hosts {
        let bound = c.exists(
            "INSERT INTO org_hosts (host, org_key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING host",
            &[host.as_str().into(), org.0.into()],
        )?;
        if !bound {
            return Ok(Some(host));
        }
    }
    Ok(None)
}

/// Lets an organisation leave: nobody comes in by its hosts, and its name is free. What takes the name's place is no name.
pub(super) fn leave(c: &mut dyn Conn, org: OrgKey, now: Timestamp) -> db::Result<()> {
    c.send("DELETE FROM org_hosts WHERE org_key = $1", &[org.0.into()])?;
    c.send(
        "UPDATE orgs SET leaving = $2, name_key = $3 WHERE org_key = $1",
        &[org.0.into(), now.micros().into(), format!("\n{}", org.0).as_str().into()],
    )
}
