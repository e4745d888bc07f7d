//! The rows of policies.

use db::{Columns, Conn};
use model::{Noun, OrgKey, PolicyName, Refusal};

use super::Policy;
use crate::run::Step;

const COLUMNS: &str = "number, name, description, rules, predefined, version";

fn from_columns(r: &mut Columns<'_>) -> db::Result<Policy> {
    let number = r.next()?;
    let name: String = r.next()?;
    let name = PolicyName::new(&name).map_err(|_| db::Error::schema("a policy's name breaks its rule"))?;
    let description = r.next()?;
    let rules: String = r.next()?;
    let rules =
        serde_json::from_str(&rules).map_err(|_| db::Error::schema("a policy's rules cannot be read"))?;
    Ok(Policy { number, name, description, rules, predefined: r.next()?, version: r.next()? })
}

/// All of an organisation, by number.
pub(super) fn all(c: &mut dyn Conn, org: OrgKey) -> db::Result<Vec<Policy>> {
    c.all(
        &format!("SELECT {COLUMNS} FROM password_policies WHERE org_key = $1 ORDER BY number"),
        &[org.0.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// The policy of this name, compared without case; a text that no name can be is none's.
pub(crate) fn find_by_name(c: &mut dyn Conn, org: OrgKey, name: &str) -> db::Result<Option<Policy>> {
    let Ok(name) = PolicyName::new(name) else { return Ok(None) };
    c.optional(
        &format!("SELECT {COLUMNS} FROM password_policies WHERE org_key = $1 AND name_key = $2"),
        &[org.0.into(), name.key().into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// The policy that a request is addressed to. Refuses `NotFound`.
pub(super) fn addressed(c: &mut dyn Conn, org: OrgKey, name: &str) -> Step<Policy> {
    let policy = find_by_name(c, org, name)?;
    policy.ok_or_else(|| Refusal::no_such(Noun::Policy, name).into())
}

/// The policy that a request refers to. Refuses `NotFound`.
pub(crate) fn referred_to(c: &mut dyn Conn, org: OrgKey, name: &str) -> Step<Policy> {
    let policy = find_by_name(c, org, name)?;
    policy.ok_or_else(|| Refusal::refers_to_no(Noun::Policy, name).into())
}

/// Inserts a policy; false when its name is taken.
pub(crate) fn insert(c: &mut dyn Conn, org: OrgKey, policy: &Policy) -> db::Result<bool> {
    let rules = rules(policy)?;
    c.exists(
        "INSERT INTO password_policies (org_key, number, name, name_key, description, rules, predefined, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT DO NOTHING RETURNING number",
        &[
            org.0.into(),
            policy.number.into(),
            policy.name.as_str().into(),
            policy.name.key().into(),
            policy.description.as_deref().into(),
            rules.as_str().into(),
            policy.predefined.into(),
            policy.version.into(),
        ],
    )
}

/// Stores a policy after a change.
pub(super) fn update(c: &mut dyn Conn, org: OrgKey, policy: &Policy) -> db::Result<()> {
    let rules = rules(policy)?;
    c.send(
        "UPDATE password_policies SET description = $3, rules = $4, version = $5
         WHERE org_key = $1 AND number = $2",
        &[
            org.0.into(),
            policy.number.into(),
            policy.description.as_deref().into(),
            rules.as_str().into(),
            policy.version.into(),
        ],
    )
}

/// Deletes a policy.
pub(super) fn delete(c: &mut dyn Conn, org: OrgKey, number: i64) -> db::Result<()> {
    c.send("DELETE FROM password_policies WHERE org_key = $1 AND number = $2", &[org.0.into(), number.into()])
}

fn rules(policy: &Policy) -> db::Result<String> {
    serde_json::to_string(&policy.rules).map_err(|_| db::Error::schema("a policy's rules cannot be written"))
}

#[cfg(test)]
mod tests {
    use crate::passwords::PREDEFINED;

    #[test]
    fn older_stores_get_the_predefined_rules_as_new_ones_have_them() {
        let migration = include_str!("../../../../migrations/0007_policies_and_audit.sql");
        for ((name, rules), number) in PREDEFINED.iter().zip(1..) {
            let rules = serde_json::to_string(rules).unwrap();
            let update = format!("SET rules = '{rules}'\nWHERE predefined = 1 AND number = {number};");
            assert!(migration.contains(&update), "{name}: {update}");
        }
    }
}
