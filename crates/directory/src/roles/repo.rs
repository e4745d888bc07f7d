//! The rows of roles and grants.

use db::{Columns, Conn};
use model::{
    Grant, GrantObjects, Holder, Noun, OrgKey, PrivilegeSet, Refusal, Role, RoleId, RoleKey, RoleName, Rule,
    ScopeId,
};

use super::RoleRef;
use crate::run::Step;

const COLUMNS: &str =
    "role_key, role_id, number, name, display, description, privileges, predefined, version";

fn from_columns(r: &mut Columns<'_>) -> db::Result<Role> {
    let key = RoleKey(r.next()?);
    let id = RoleId(r.next()?);
    let number = r.next()?;
    let name: String = r.next()?;
    let name = RoleName::new(&name).map_err(|_| db::Error::schema("a role's name breaks its rule"))?;
    let (display, description) = (r.next()?, r.next()?);
    let privileges = PrivilegeSet::from_bits(r.next()?);
    let predefined = r.next()?;
    Ok(Role { key, id, number, name, display, description, privileges, predefined, version: r.next()? })
}

/// The role of this name, compared without case; a text that no name can be is none's.
pub(crate) fn find_by_name(c: &mut dyn Conn, org: OrgKey, name: &str) -> db::Result<Option<Role>> {
    let Ok(name) = RoleName::new(name) else { return Ok(None) };
    c.optional(
        &format!("SELECT {COLUMNS} FROM roles WHERE org_key = $1 AND name_key = $2"),
        &[org.0.into(), name.key().into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// The role that a request is addressed to. Refuses `NotFound`.
pub(crate) fn addressed(c: &mut dyn Conn, org: OrgKey, name: &str) -> Step<Role> {
    let role = find_by_name(c, org, name)?;
    role.ok_or_else(|| Refusal::no_such(Noun::Role, name).into())
}

/// The role of this number.
pub(crate) fn find_by_number(c: &mut dyn Conn, org: OrgKey, number: i64) -> db::Result<Option<Role>> {
    c.optional(
        &format!("SELECT {COLUMNS} FROM roles WHERE org_key = $1 AND number = $2"),
        &[org.0.into(), number.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// The role that a request refers to. Refuses `NotFound` for none, `Invalid` when number and name are of two.
pub(crate) fn resolve(c: &mut dyn Conn, org: OrgKey, reference: &RoleRef) -> Step<Role> {
    match reference {
        RoleRef::Name(name) => resolve_any(c, org, None, std::slice::from_ref(name)),
        RoleRef::Number(number, name) => resolve_any(c, org, Some(*number), name.as_slice()),
        RoleRef::AnyOf { number, names } => resolve_any(c, org, *number, names),
    }
}

fn resolve_any(c: &mut dyn Conn, org: OrgKey, number: Option<i64>, names: &[String]) -> Step<Role> {
    let by_number = match number {
        Some(number) => find_by_number(c, org, number)?,
        None => None,
    };
    let mut by_name = None;
    for name in names {
        by_name = find_by_name(c, org, name)?;
        if by_name.is_some() {
            break;
        }
    }
    match (by_number, by_name) {
        (Some(one), Some(other)) if one.key != other.key => {
            Err(Refusal::invalid("role", Rule::Format("must name the same role as its number")).into())
        }
        (Some(role), _) | (None, Some(role)) => Ok(role),
        (None, None) => {
            let number = number.map(|number| number.to_string());
            let asked = names.first().cloned().or(number).unwrap_or_default();
            Err(Refusal::refers_to_no(Noun::Role, asked).into())
        }
    }
}

/// Inserts a role; false when its name is taken.
pub(crate) fn insert(c: &mut dyn Conn, org: OrgKey, role: &Role, now: model::Timestamp) -> db::Result<bool> {
    c.exists(
        "INSERT INTO roles (role_key, org_key, role_id, number, name, name_key, display, description, privileges,
             predefined, created, updated, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
         ON CONFLICT DO NOTHING RETURNING role_key",
        &[
            role.key.0.into(),
            org.0.into(),
            role.id.0.into(),
            role.number.into(),
            role.name.as_str().into(),
            role.name.key().into(),
            role.display.as_deref().into(),
            role.description.as_deref().into(),
            role.privileges.bits().into(),
            role.predefined.into(),
            now.micros().into(),
            role.version.into(),
        ],
    )
}

/// Stores a role after a change, one version higher.
pub(crate) fn update(c: &mut dyn Conn, role: &Role, now: model::Timestamp) -> db::Result<()> {
    c.send(
        "UPDATE roles SET display = $2, description = $3, privileges = $4, updated = $5, version = version + 1
         WHERE role_key = $1",
        &[
            role.key.0.into(),
            role.display.as_deref().into(),
            role.description.as_deref().into(),
            role.privileges.bits().into(),
            now.micros().into(),
        ],
    )
}

/// Deletes a role and every grant of it.
pub(crate) fn delete(c: &mut dyn Conn, role: RoleKey) -> db::Result<()> {
    c.send("DELETE FROM grants WHERE role_key = $1", &[role.0.into()])?;
    c.send("DELETE FROM roles WHERE role_key = $1", &[role.0.into()])
}

/// The largest key of any role, and the largest number of a role of the organisation.
pub(crate) fn largest(c: &mut dyn Conn, org: OrgKey) -> db::Result<(i64, i64)> {
    let key = c.one("SELECT COALESCE(MAX(role_key), 0) FROM roles", &[], |row| row.get(0))?;
    let sql = "SELECT COALESCE(MAX(number), 0) FROM roles WHERE org_key = $1";
    Ok((key, c.one(sql, &[org.0.into()], |row| row.get(0))?))
}

/// Whether a user holds a role, directly or through a group he is in force in, on whatever objects.
pub(crate) fn is_held(
    c: &mut dyn Conn,
    user: model::UserKey,
    role: RoleKey,
    now: model::Timestamp,
) -> db::Result<bool> {
    c.exists(
        "SELECT 1 FROM grants g WHERE g.role_key = $1 AND g.holder_kind = 1 AND g.holder_key = $2
         UNION
         SELECT 1 FROM memberships m
         JOIN grants g ON g.holder_kind = 2 AND g.holder_key = m.group_key AND g.role_key = $1
         WHERE m.user_key = $2 AND m.since <= $3 AND (m.until IS NULL OR m.until > $3)",
        &[role.0.into(), user.0.into(), now.micros().into()],
    )
}

const fn holder(holder: Holder) -> (i64, i64) {
    match holder {
        Holder::User(user) => (1, user.0),
        Holder::Group(group) => (2, group.0),
    }
}

/// Gives a role to a holder, in place of what the holder had of it.
pub(crate) fn put_grant(
    c: &mut dyn Conn,
    to: Holder,
    role: RoleKey,
    objects: &GrantObjects,
    all_objects_said: bool,
) -> db::Result<()> {
    let (kind, key) = holder(to);
    let scope = match objects {
        GrantObjects::Scope(id) => Some(id.0),
        GrantObjects::All | GrantObjects::Specs(_) | GrantObjects::None => None,
    };
    let specs = match objects {
        GrantObjects::Specs(specs) => Some(specs.to_string()),
        GrantObjects::All | GrantObjects::Scope(_) | GrantObjects::None => None,
    };
    c.send(
        "INSERT INTO grants (holder_kind, holder_key, role_key, all_objects, scope_id, specs, all_objects_said)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (holder_kind, holder_key, role_key)
         DO UPDATE SET all_objects = $4, scope_id = $5, specs = $6, all_objects_said = $7",
        &[
            kind.into(),
            key.into(),
            role.0.into(),
            objects.confers().into(),
            scope.into(),
            specs.as_deref().into(),
            all_objects_said.into(),
        ],
    )
}

/// The direct grants of a holder, by role name.
pub(crate) fn grants_of(c: &mut dyn Conn, of: Holder) -> db::Result<Vec<Grant>> {
    let (kind, key) = holder(of);
    // Sorted here: for a handful of rows the engine would set up a sorter each time.
    let mut grants: Vec<(String, Grant)> = c.all(
        "SELECT r.name_key, r.role_key, r.name, r.number, g.all_objects, g.scope_id, g.specs, g.all_objects_said
         FROM grants g JOIN roles r ON r.role_key = g.role_key
         WHERE g.holder_kind = $1 AND g.holder_key = $2",
        &[kind.into(), key.into()],
        |row| {
            let mut r = row.columns();
            let name_key = r.next()?;
            let (role, role_name, role_number) = (RoleKey(r.next()?), r.next()?, r.next()?);
            let all: bool = r.next()?;
            let scope = r.next::<Option<[u8; 16]>>()?.map(ScopeId);
            let specs: Option<String> = r.next()?;
            let objects = objects(all, scope, specs)?;
            Ok((name_key, Grant { role, role_name, role_number, objects, all_objects_said: r.next()? }))
        },
    )?;
    grants.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    Ok(grants.into_iter().map(|(_, grant)| grant).collect())
}

/// What a grant is on, as the store keeps it.
pub(crate) fn objects(all: bool, scope: Option<ScopeId>, specs: Option<String>) -> db::Result<GrantObjects> {
    Ok(match (all, scope, specs) {
        (true, _, _) => GrantObjects::All,
        (false, Some(scope), _) => GrantObjects::Scope(scope),
        (false, None, Some(specs)) => GrantObjects::Specs(
            serde_json::from_str(&specs).map_err(|_| db::Error::schema("a grant's specs are no JSON"))?,
        ),
        (false, None, None) => GrantObjects::None,
    })
}

/// Takes all roles of a holder that is about to go.
pub(crate) fn delete_grants_of(c: &mut dyn Conn, of: Holder) -> db::Result<()> {
    let (kind, key) = holder(of);
    c.send("DELETE FROM grants WHERE holder_kind = $1 AND holder_key = $2", &[kind.into(), key.into()])
}

/// Takes one role of a holder; false when the holder does not have it.
pub(crate) fn delete_grant(c: &mut dyn Conn, from: Holder, role: RoleKey) -> db::Result<bool> {
    let (kind, key) = holder(from);
    let gone = c.execute(
        "DELETE FROM grants WHERE holder_kind = $1 AND holder_key = $2 AND role_key = $3",
        &[kind.into(), key.into(), role.0.into()],
    )?;
    Ok(gone > 0)
}

/// Every role of an organisation, by number.
pub(crate) fn all(c: &mut dyn Conn, org: OrgKey) -> db::Result<Vec<Role>> {
    c.all(
        &format!("SELECT {COLUMNS} FROM roles WHERE org_key = $1 ORDER BY number"),
        &[org.0.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// Whether the organisation has this scope.
pub(crate) fn scope_exists(c: &mut dyn Conn, org: OrgKey, scope: ScopeId) -> db::Result<bool> {
    c.exists("SELECT 1 FROM scopes WHERE org_key = $1 AND scope_id = $2", &[org.0.into(), scope.0.into()])
}

/// The numbers of the roles that a user holds on all objects through groups he is in force in.
pub(crate) fn numbers_through_groups(
    c: &mut dyn Conn,
    user: model::UserKey,
    now: model::Timestamp,
) -> db::Result<Vec<i64>> {
    c.all(
        "SELECT r.number FROM memberships m
         JOIN grants g ON g.holder_kind = 2 AND g.holder_key = m.group_key AND g.all_objects = 1
         JOIN roles r ON r.role_key = g.role_key
         WHERE m.user_key = $1 AND m.since <= $2 AND (m.until IS NULL OR m.until > $2)",
        &[user.0.into(), now.micros().into()],
        |row| row.get(0),
    )
}
