//! What is asked of the permissions of a user or a group, one at a time (section 6.6).

use std::sync::Arc;

use directory::Draft;
use directory::roles::{Holding, HoldingEdit, Wanted};
use model::{Noun, Refusal, Rule, fold};
use serde_json::Value;

use super::permission::{Standing, check_spec, print, role_name, standing};
use super::violations::Violations;
use super::{grants, meaning, residue};
use crate::wire::{RolePermission, RolePermissions, TraversalSpec};

/// The role that a traversal spec is given to when nobody says one.
const READ_ONLY: &str = "ReadOnly";

/// Direct permissions, by the name of their role.
pub(crate) fn permissions(holding: &Holding) -> RolePermissions {
    RolePermissions { permissions: print(&holding.grants, holding.residue.as_ref()) }
}

/// One permission in place of what there is of its role (7, 15). Refuses `Invalid` for one without a role.
pub(crate) fn put_permission(permission: RolePermission) -> Draft<HoldingEdit> {
    let name = permission.role_name.clone().ok_or_else(|| Refusal::invalid("roleName", Rule::Required))?;
    let mut violations = Violations::default();
    violations.check(|| "roleName", role_name(&name));
    violations.unless_any(Some(()))?;
    let key = fold::key(&name);
    Ok(Arc::new(move |holding: &Holding| {
        let standing = all(holding);
        let stands = standing.iter().find(|one| one.role_key == key);
        if stands.is_some_and(|one| meaning::of(&one.printed()) == meaning::of(&permission)) {
            return Ok(None);
        }
        let mut violations = Violations::default();
        let mut wanted = grants::Wanted::default();
        standing.iter().filter(|one| one.role_key != key).for_each(|one| wanted.keep(one));
        wanted.add("", &name, &permission, &mut violations);
        violations.unless_any(Some(Some(told(wanted))))
    }))
}

/// None of this role (56, 57). Refuses `NotFound` where there is none already.
pub(crate) fn no_permission(name: String) -> HoldingEdit {
    let key = fold::key(&name);
    Arc::new(move |holding: &Holding| {
        let standing = all(holding);
        if standing.iter().all(|one| one.role_key != key) {
            return Err(Refusal::no_such(Noun::Role, name.as_str()));
        }
        let mut wanted = grants::Wanted::default();
        standing.iter().filter(|one| one.role_key != key).for_each(|one| wanted.keep(one));
        Ok(Some(told(wanted)))
    })
}

/// A spec added to every permission, and to one of `ReadOnly`, which is made where there is none (5, 13). Refuses `Invalid`
/// for a spec that breaks a rule.
pub(crate) fn put_spec(spec: TraversalSpec) -> Draft<HoldingEdit> {
    let mut violations = Violations::default();
    check_spec("", &spec, &mut violations);
    violations.unless_any(Some(()))?;
    Ok(Arc::new(move |holding: &Holding| {
        let mut permissions = print(&holding.grants, holding.residue.as_ref());
        let is_read_only =
            |one: &RolePermission| one.role_name.as_deref().map(fold::key) == Some(fold::key(READ_ONLY));
        if !permissions.iter().any(is_read_only) {
            let role_name = Some(READ_ONLY.to_owned());
            let allow_all_objects = Some(false);
            permissions.push(RolePermission { role_name, allow_all_objects, ..RolePermission::default() });
        }
        for permission in &mut permissions {
            let specs = permission.specs.get_or_insert_default();
            specs.retain(|other| place(other) != place(&spec));
            specs.push(spec.clone());
        }
        let mut violations = Violations::default();
        let mut wanted = grants::Wanted::default();
        wanted.permissions(permissions, &all(holding), &mut violations);
        violations.unless_any(Some(Some(told(wanted))))
    }))
}

/// What a spec is told from others by: one of each in a permission.
fn place(spec: &TraversalSpec) -> [Option<&str>; 3] {
    [spec.adapter_kind.as_deref(), spec.resource_kind.as_deref(), spec.name.as_deref()]
}

fn all(holding: &Holding) -> Vec<Standing<'_>> {
    standing(&holding.grants, holding.residue.as_ref()).collect()
}

fn told(wanted: grants::Wanted) -> Wanted {
    let as_sent = (!wanted.as_sent.is_empty()).then_some(Value::Object(wanted.as_sent));
    Wanted { grants: wanted.grants, said: vec![(residue::PERMISSIONS, as_sent)] }
}
