//! One `role-permission` and one grant of the record (sections 3.4, 6.6; `one-record` 4.4).

use model::{Grant, GrantObjects, Residue, RoleName, Rule, ScopeId, fold, text};
use serde_json::Value;

use super::residue;
use super::violations::Violations;
use crate::wire::{ResourceSelection, RolePermission, TraversalSpec};

/// A grant that a user has, and the permission that it was sent as, where the grant alone does not tell it.
pub(super) struct Standing<'a> {
    pub grant: &'a Grant,
    pub role_key: String,
    pub as_sent: Option<RolePermission>,
}

impl Standing<'_> {
    pub fn printed(&self) -> RolePermission {
        let grant = self.grant;
        let plain = || plain(&grant.role_name, &grant.objects, grant.all_objects_said);
        self.as_sent.clone().unwrap_or_else(plain)
    }
}

/// What a user has. A permission that was sent with more than the grant tells is printed as it was sent, as long as the
/// grant is still the one that was meant.
pub(super) fn standing<'a>(
    grants: &'a [Grant],
    said: Option<&'a Residue>,
) -> impl Iterator<Item = Standing<'a>> {
    let as_sent = said.and_then(|said| said.get(residue::PERMISSIONS));
    grants.iter().map(move |grant| {
        let role_key = fold::key(&grant.role_name);
        let as_sent = as_sent.and_then(|all| still_meant(all.get(&role_key)?, grant));
        Standing { grant, role_key, as_sent }
    })
}

/// Direct grants as permissions.
pub(super) fn print(grants: &[Grant], said: Option<&Residue>) -> Vec<RolePermission> {
    standing(grants, said).map(|one| one.printed()).collect()
}

pub(super) fn role_name(name: &str) -> Result<(), Rule> {
    if name.is_empty() { Err(Rule::Format("must not be blank")) } else { text::check(name, RoleName::MAX) }
}

/// What a permission is on. `allowAllObjects` wins over a scope (section 6.6), a scope over specs; absent, it is false.
pub(super) fn objects(permission: &RolePermission) -> GrantObjects {
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
pub(super) fn plain(role: &str, objects: &GrantObjects, said: bool) -> RolePermission {
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

fn still_meant(sent: &Value, grant: &Grant) -> Option<RolePermission> {
    let mut sent: RolePermission = serde_json::from_value(sent.clone()).ok()?;
    let same = objects(&sent) == grant.objects && sent.allow_all_objects.is_some() == grant.all_objects_said;
    sent.role_name = Some(grant.role_name.clone());
    same.then_some(sent)
}

/// Adds the rules that a spec breaks; `prefix` stands before the names of its members.
pub(super) fn check_spec(prefix: &str, spec: &TraversalSpec, violations: &mut Violations) {
    let texts = [
        ("adapterKind", &spec.adapter_kind, true),
        ("resourceKind", &spec.resource_kind, false),
        ("name", &spec.name, true),
    ];
    for (member, given, required) in texts {
        match given {
            Some(given) => {
                violations.check(|| format!("{prefix}{member}"), text::check(given, text::MAX_TEXT));
            }
            None if required => violations.add(format!("{prefix}{member}"), Rule::Required),
            None => {}
        }
    }
    for (index, kind) in spec.included_adapter_kinds.iter().flatten().enumerate() {
        let checked = text::check(kind, text::MAX_TEXT);
        violations.check(|| format!("{prefix}includedAdapterKinds[{index}]"), checked);
    }
    for (index, selection) in spec.resource_selection.iter().flatten().enumerate() {
        check_selection(&format!("{prefix}resourceSelection[{index}]."), selection, violations);
    }
}

fn check_selection(prefix: &str, selection: &ResourceSelection, violations: &mut Violations) {
    if selection.kind.is_none() {
        violations.add(format!("{prefix}type"), Rule::Required);
    }
    if selection.resource_id.is_none() {
        violations.add(format!("{prefix}resourceId"), Rule::Required);
    }
}
