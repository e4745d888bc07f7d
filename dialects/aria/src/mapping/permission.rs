//! `role-permission` and the grants of the record (sections 3.4, 6.4; `one-record` 4.4).

use directory::roles::{NewGrant, RoleRef};
use model::{Grant, GrantObjects, Residue, RoleName, Rule, ScopeId, fold, text};
use serde_json::{Map, Value};

use super::new_user::Violations;
use super::residue;
use crate::wire::{ResourceSelection, RolePermission, TraversalSpec};

/// The grants that a user is given: its permissions, else its roles, each on all objects; and those permissions, by the
/// key of their role, that the grants alone do not tell.
pub(super) fn grants(
    permissions: Option<Vec<RolePermission>>,
    role_names: Option<Vec<String>>,
    violations: &mut Violations,
) -> (Vec<NewGrant>, Map<String, Value>) {
    match (permissions, role_names) {
        (Some(permissions), _) => of_permissions(permissions, violations),
        (None, Some(names)) => (of_names(names, violations), Map::new()),
        (None, None) => (Vec::new(), Map::new()),
    }
}

fn of_names(names: Vec<String>, violations: &mut Violations) -> Vec<NewGrant> {
    let mut seen = Vec::with_capacity(names.len());
    let mut grants = Vec::with_capacity(names.len());
    for (index, name) in names.into_iter().enumerate() {
        let key = fold::key(&name);
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        violations.check(|| format!("roleNames[{index}]"), role_name(&name));
        grants.push(NewGrant::on_all(RoleRef::Name(name)));
    }
    grants
}

fn of_permissions(
    permissions: Vec<RolePermission>,
    violations: &mut Violations,
) -> (Vec<NewGrant>, Map<String, Value>) {
    let mut seen = Vec::with_capacity(permissions.len());
    let mut grants = Vec::with_capacity(permissions.len());
    let mut as_sent = Map::new();
    for (index, permission) in permissions.into_iter().enumerate() {
        let path = format!("role-permissions[{index}]");
        let Some(name) = permission.role_name.clone() else {
            violations.add(format!("{path}.roleName"), Rule::Required);
            continue;
        };
        violations.check(|| format!("{path}.roleName"), role_name(&name));
        for (index, spec) in permission.specs.iter().flatten().enumerate() {
            check_spec(&format!("{path}.traversal-spec-instances[{index}]"), spec, violations);
        }
        let key = fold::key(&name);
        if seen.contains(&key) {
            violations.add(format!("{path}.roleName"), Rule::Twice);
        }
        seen.push(key.clone());
        let (objects, said) = (objects(&permission), permission.allow_all_objects.is_some());
        if plain(&name, &objects, said) != permission
            && let Ok(sent) = serde_json::to_value(&permission)
        {
            as_sent.insert(key, sent);
        }
        grants.push(NewGrant { role: RoleRef::Name(name), objects, all_objects_said: said });
    }
    (grants, as_sent)
}

fn role_name(name: &str) -> Result<(), Rule> {
    if name.is_empty() { Err(Rule::Format("must not be blank")) } else { text::check(name, RoleName::MAX) }
}

/// What a permission is on. `allowAllObjects` wins over a scope (section 6.6), a scope over specs; absent, it is false.
fn objects(permission: &RolePermission) -> GrantObjects {
    if permission.allow_all_objects == Some(true) {
        return GrantObjects::All;
    }
    if let Some(scope) = permission.scope_id.as_deref().and_then(ScopeId::parse) {
        return GrantObjects::Scope(scope);
    }
    match permission.specs.as_ref().map(serde_json::to_value) {
        Some(Ok(specs)) => GrantObjects::Specs(specs),
        Some(Err(_)) | None => GrantObjects::None,
    }
}

/// A grant by itself, as a permission.
fn plain(role: &str, objects: &GrantObjects, said: bool) -> RolePermission {
    let (scope_id, specs) = match objects {
        GrantObjects::Scope(scope) => (Some(scope.to_string()), None),
        GrantObjects::Specs(specs) => (None, serde_json::from_value(specs.clone()).ok()),
        GrantObjects::All | GrantObjects::None => (None, None),
    };
    let confers = objects.confers();
    RolePermission {
        role_name: Some(role.to_owned()),
        scope_id,
        specs,
        allow_all_objects: (said || confers).then_some(confers),
    }
}

/// Direct grants as permissions. One that was sent with more than the grant tells is printed as it was sent, as long as
/// the grant is still the one that was meant.
pub(super) fn print(grants: &[Grant], said: Option<&Residue>) -> Vec<RolePermission> {
    let as_sent = said.and_then(|said| said.get(residue::PERMISSIONS));
    let one = |grant: &Grant| {
        let sent = as_sent.and_then(|all| still_meant(all.get(fold::key(&grant.role_name))?, grant));
        sent.unwrap_or_else(|| plain(&grant.role_name, &grant.objects, grant.all_objects_said))
    };
    grants.iter().map(one).collect()
}

fn still_meant(sent: &Value, grant: &Grant) -> Option<RolePermission> {
    let mut sent: RolePermission = serde_json::from_value(sent.clone()).ok()?;
    let same = objects(&sent) == grant.objects && sent.allow_all_objects.is_some() == grant.all_objects_said;
    sent.role_name = Some(grant.role_name.clone());
    same.then_some(sent)
}

fn check_spec(path: &str, spec: &TraversalSpec, violations: &mut Violations) {
    let texts = [
        ("adapterKind", &spec.adapter_kind, true),
        ("resourceKind", &spec.resource_kind, false),
        ("name", &spec.name, true),
    ];
    for (member, given, required) in texts {
        match given {
            Some(given) => {
                violations.check(|| format!("{path}.{member}"), text::check(given, text::MAX_TEXT));
            }
            None if required => violations.add(format!("{path}.{member}"), Rule::Required),
            None => {}
        }
    }
    for (index, kind) in spec.included_adapter_kinds.iter().flatten().enumerate() {
        let checked = text::check(kind, text::MAX_TEXT);
        violations.check(|| format!("{path}.includedAdapterKinds[{index}]"), checked);
    }
    for (index, selection) in spec.resource_selection.iter().flatten().enumerate() {
        check_selection(&format!("{path}.resourceSelection[{index}]"), selection, violations);
    }
}

fn check_selection(path: &str, selection: &ResourceSelection, violations: &mut Violations) {
    if selection.kind.is_none() {
        violations.add(format!("{path}.type"), Rule::Required);
    }
    if selection.resource_id.is_none() {
        violations.add(format!("{path}.resourceId"), Rule::Required);
    }
}
