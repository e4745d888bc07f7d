//! The direct grants that a body asks for (section 6.4; `one-record` 4.4).

use std::collections::HashSet;

use directory::roles::{NewGrant, RoleRef};
use directory::users::{Change, GrantsChange};
use model::{Dialect, Grant, Rule, UserView, fold};
use serde_json::{Map, Value};

use super::permission::{Standing, check_spec, objects, plain, role_name, standing};
use super::violations::Violations;
use super::{meaning, residue};
use crate::wire::RolePermission;

/// The changes that make the direct grants of a user those that are sent. What is sent as it is printed stays as it
/// stands, to the letter; a role that is only named and that the user has keeps what it is on, which names do not tell.
pub(super) fn changes(
    user: &UserView,
    permissions: Option<Vec<RolePermission>>,
    role_names: Option<Vec<String>>,
    violations: &mut Violations,
) -> Vec<Change> {
    let said = user.residue.get(&Dialect::Aria);
    let standing: Vec<_> = standing(&user.grants, said).collect();
    let (grants, as_sent) = grants(permissions, role_names, &standing, violations);
    let mut changes = vec![Change::Grants(GrantsChange::All(grants))];
    let as_sent = (!as_sent.is_empty()).then_some(Value::Object(as_sent));
    if as_sent.as_ref() != said.and_then(|said| said.get(residue::PERMISSIONS)) {
        changes.push(Change::Residue(Dialect::Aria, residue::PERMISSIONS, as_sent));
    }
    changes
}

/// The grants that a user is given: its permissions, else its roles, each on all objects; and those permissions, by the
/// key of their role, that the grants alone do not tell.
pub(super) fn grants(
    permissions: Option<Vec<RolePermission>>,
    role_names: Option<Vec<String>>,
    standing: &[Standing<'_>],
    violations: &mut Violations,
) -> (Vec<NewGrant>, Map<String, Value>) {
    let mut wanted = Wanted::default();
    match (permissions, role_names) {
        (Some(permissions), _) => wanted.permissions(permissions, standing, violations),
        (None, Some(names)) => wanted.names(names, standing, violations),
        (None, None) => {}
    }
    (wanted.grants, wanted.as_sent)
}

/// The direct grants that are wanted, and those permissions that the grants alone do not tell.
#[derive(Default)]
pub(super) struct Wanted {
    pub grants: Vec<NewGrant>,
    pub as_sent: Map<String, Value>,
}

impl Wanted {
    fn names(&mut self, names: Vec<String>, standing: &[Standing<'_>], violations: &mut Violations) {
        let mut seen = HashSet::with_capacity(names.len());
        for (index, name) in names.into_iter().enumerate() {
            let key = fold::key(&name);
            let stands = standing.iter().find(|one| one.role_key == key);
            if !seen.insert(key) {
                continue;
            }
            if let Some(stands) = stands {
                self.keep(stands);
            } else {
                violations.check(|| format!("roleNames[{index}]"), role_name(&name));
                self.grants.push(NewGrant::on_all(RoleRef::Name(name)));
            }
        }
    }

    pub(super) fn permissions(
        &mut self,
        permissions: Vec<RolePermission>,
        standing: &[Standing<'_>],
        violations: &mut Violations,
    ) {
        let mut seen = HashSet::with_capacity(permissions.len());
        for (index, permission) in permissions.into_iter().enumerate() {
            let prefix = format!("role-permissions[{index}].");
            let Some(name) = permission.role_name.as_deref() else {
                violations.add(format!("{prefix}roleName"), Rule::Required);
                continue;
            };
            let key = fold::key(name);
            let stands = standing.iter().find(|one| one.role_key == key);
            match stands.filter(|one| meaning::of(&one.printed()) == meaning::of(&permission)) {
                Some(stands) => self.keep(stands),
                None => self.add(&prefix, name, &permission, violations),
            }
            if !seen.insert(key) {
                violations.add(format!("{prefix}roleName"), Rule::Twice);
            }
        }
    }

    pub(super) fn keep(&mut self, stands: &Standing<'_>) {
        let Grant { role_name, objects, all_objects_said, .. } = stands.grant;
        let role = RoleRef::Name(role_name.clone());
        self.grants.push(NewGrant { role, objects: objects.clone(), all_objects_said: *all_objects_said });
        if let Some(as_sent) = &stands.as_sent {
            self.word(role_name, as_sent);
        }
    }

    /// `prefix` stands before the names of the permission's members, where a rule is broken.
    pub(super) fn add(
        &mut self,
        prefix: &str,
        name: &str,
        permission: &RolePermission,
        violations: &mut Violations,
    ) {
        violations.check(|| format!("{prefix}roleName"), role_name(name));
        for (index, spec) in permission.specs.iter().flatten().enumerate() {
            check_spec(&format!("{prefix}traversal-spec-instances[{index}]."), spec, violations);
        }
        let (objects, said) = (objects(permission), permission.allow_all_objects.is_some());
        if plain(name, &objects, said) != *permission {
            self.word(name, permission);
        }
        let role = RoleRef::Name(name.to_owned());
        self.grants.push(NewGrant { role, objects, all_objects_said: said });
    }

    fn word(&mut self, role: &str, permission: &RolePermission) {
        if let Ok(sent) = serde_json::to_value(permission) {
            self.as_sent.insert(fold::key(role), sent);
        }
    }
}
