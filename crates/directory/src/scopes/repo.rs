//! The rows of scopes and of templates of traversal specs.

use db::{Columns, Conn};
use model::{OrgKey, Scope, ScopeId, ScopeName, Timestamp, TraversalSpec, UserId};

const COLUMNS: &str = "scope_id, name, description, specs, created, created_by, updated, updated_by, version";

fn from_columns(r: &mut Columns<'_>) -> db::Result<Scope> {
    let id = ScopeId(r.next()?);
    let name: String = r.next()?;
    let name = ScopeName::new(&name).map_err(|_| db::Error::schema("a scope's name breaks its rule"))?;
    let description = r.next()?;
    let specs: String = r.next()?;
    let specs = serde_json::from_str(&specs).map_err(|_| db::Error::schema("a scope's specs are no JSON"))?;
    let created = Timestamp::from_micros(r.next()?).unwrap_or_default();
    let created_by = r.next::<Option<[u8; 16]>>()?.map(UserId);
    let updated = Timestamp::from_micros(r.next()?).unwrap_or_default();
    let updated_by = r.next::<Option<[u8; 16]>>()?.map(UserId);
    Ok(Scope { id, name, description, specs, created, created_by, updated, updated_by, version: r.next()? })
}

/// The scope of this id.
pub(super) fn find(c: &mut dyn Conn, org: OrgKey, id: ScopeId) -> db::Result<Option<Scope>> {
    c.optional(
        &format!("SELECT {COLUMNS} FROM scopes WHERE org_key = $1 AND scope_id = $2"),
        &[org.0.into(), id.0.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// Every scope of an organisation, by name.
pub(super) fn all(c: &mut dyn Conn, org: OrgKey) -> db::Result<Vec<Scope>> {
    c.all(
        &format!("SELECT {COLUMNS} FROM scopes WHERE org_key = $1 ORDER BY name_key"),
        &[org.0.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// The largest key of any scope.
pub(super) fn largest(c: &mut dyn Conn) -> db::Result<i64> {
    c.one("SELECT COALESCE(MAX(scope_key), 0) FROM scopes", &[], |row| row.get(0))
}

/// Inserts a scope; false when its name is taken.
pub(super) fn insert(c: &mut dyn Conn, org: OrgKey, key: i64, scope: &Scope) -> db::Result<bool> {
    c.exists(
        "INSERT INTO scopes (scope_key, org_key, scope_id, name, name_key, description, specs, created, created_by,
             updated, updated_by, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9, 1)
         ON CONFLICT DO NOTHING RETURNING scope_key",
        &[
            key.into(),
            org.0.into(),
            scope.id.0.into(),
            scope.name.as_str().into(),
            scope.name.key().into(),
            scope.description.as_deref().into(),
            scope.specs.to_string().as_str().into(),
            scope.created.micros().into(),
            scope.created_by.map(|id| id.0).into(),
        ],
    )
}

/// Whether another scope of the organisation has this name.
pub(super) fn is_taken(c: &mut dyn Conn, org: OrgKey, name: &ScopeName, id: ScopeId) -> db::Result<bool> {
    c.exists(
        "SELECT 1 FROM scopes WHERE org_key = $1 AND name_key = $2 AND scope_id <> $3",
        &[org.0.into(), name.key().into(), id.0.into()],
    )
}

/// Stores a scope after a change, one version higher.
pub(super) fn update(c: &mut dyn Conn, org: OrgKey, scope: &Scope) -> db::Result<()> {
    c.send(
        "UPDATE scopes SET name = $3, name_key = $4, description = $5, specs = $6, updated = $7, updated_by = $8,
             version = version + 1
         WHERE org_key = $1 AND scope_id = $2",
        &[
            org.0.into(),
            scope.id.0.into(),
            scope.name.as_str().into(),
            scope.name.key().into(),
            scope.description.as_deref().into(),
            scope.specs.to_string().as_str().into(),
            scope.updated.micros().into(),
            scope.updated_by.map(|id| id.0).into(),
        ],
    )
}

/// Whether a grant is on this scope.
pub(super) fn is_used(c: &mut dyn Conn, id: ScopeId) -> db::Result<bool> {
    c.exists("SELECT 1 FROM grants WHERE scope_id = $1 LIMIT 1", &[id.0.into()])
}

/// Deletes a scope.
pub(super) fn delete(c: &mut dyn Conn, org: OrgKey, id: ScopeId) -> db::Result<()> {
    c.send("DELETE FROM scopes WHERE org_key = $1 AND scope_id = $2", &[org.0.into(), id.0.into()])
}

/// Every template of an organisation, by name, then by what it belongs to.
pub(super) fn templates(c: &mut dyn Conn, org: OrgKey) -> db::Result<Vec<TraversalSpec>> {
    c.all(
        "SELECT adapter_kind, resource_kind, name, description, instance_association FROM traversal_specs
         WHERE org_key = $1 ORDER BY name, adapter_kind, resource_kind",
        &[org.0.into()],
        |row| {
            let mut r = row.columns();
            Ok(TraversalSpec {
                adapter_kind: r.next()?,
                resource_kind: r.next()?,
                name: r.next()?,
                description: r.next()?,
                instance_association: r.next()?,
            })
        },
    )
}
