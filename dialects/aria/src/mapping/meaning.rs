//! What a permission means, whatever its wording: two that mean the same are the same to a write-back.

use model::fold;

use crate::wire::{ResourceSelection, RolePermission, TraversalSpec};

/// The permission in one wording for each meaning: a role is named without case, a truth that is absent is false, and
/// lists are sets.
pub(super) fn of(permission: &RolePermission) -> RolePermission {
    RolePermission {
        role_name: permission.role_name.as_deref().map(fold::key),
        scope_id: permission.scope_id.clone(),
        specs: permission.specs.as_ref().map(|specs| set(specs.iter().map(spec))),
        allow_all_objects: Some(permission.allow_all_objects.unwrap_or_default()),
    }
}

/// Of a list of permissions.
pub(super) fn of_all(permissions: &[RolePermission]) -> Vec<RolePermission> {
    let mut all: Vec<_> = permissions.iter().map(of).collect();
    // A role twice is a fault to be told, so that nothing is dropped here.
    all.sort_unstable();
    all
}

fn spec(spec: &TraversalSpec) -> TraversalSpec {
    TraversalSpec {
        resource_selection: spec.resource_selection.as_ref().map(|all| set(all.iter().map(selection))),
        select_all_resources: Some(spec.select_all_resources.unwrap_or_default()),
        included_adapter_kinds: spec.included_adapter_kinds.as_ref().map(|kinds| set(kinds.iter().cloned())),
        ..spec.clone()
    }
}

fn selection(selection: &ResourceSelection) -> ResourceSelection {
    let ids = selection.resource_id.as_ref().map(|ids| set(ids.iter().cloned()));
    ResourceSelection { kind: selection.kind.clone(), resource_id: ids }
}

fn set<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<_> = items.collect();
    all.sort_unstable();
    all.dedup();
    all
}
