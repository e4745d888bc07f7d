//! Roles and privileges in the vendor's words (sections 3.5, 6.7).

use directory::Draft;
use directory::roles::{Keys, NewRole, RoleEdit};
use model::{Privilege, PrivilegeSet, Refusal, Role, RoleName, Rule};

use super::Links;
use super::violations::Violations;
use crate::wire::{self, Link, PrivilegeKeys, PrivilegeKeysBody, Privileges, RoleBody, UserRole};

/// A role with its keys in order.
pub(crate) fn role(role: &Role, links: Links) -> UserRole<'_> {
    let shown = |text: &'_ Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    let name = role.name.as_str();
    UserRole {
        name,
        description: role.description.as_deref().filter(|_| shown(&role.description)),
        display_name: role.display.as_deref().filter(|_| shown(&role.display)).unwrap_or(name),
        privilege_keys: keys(role).keys,
        system_created: role.predefined,
        links: (links == Links::Shown).then(|| links_of(&role.name)),
    }
}

fn links_of(name: &RoleName) -> [Link; 2] {
    let own = role_href(name);
    let privileges = format!("{own}/privileges");
    [
        Link { href: own, rel: "SELF", name: "linkToSelf" },
        Link { href: privileges, rel: "RELATED", name: "rolePrivileges" },
    ]
}

/// Where a role is: its name, percent-encoded but for what a segment of a path may hold as it is.
pub(crate) fn role_href(name: &RoleName) -> String {
    use std::fmt::Write;
    let mut href = "/suite-api/api/auth/roles/".to_owned();
    for byte in name.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            href.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(href, "%{byte:02X}");
        }
    }
    href
}

/// The keys of a role, in order.
pub(crate) fn keys(role: &Role) -> PrivilegeKeys {
    let mut keys: Vec<_> = role.privileges.iter().map(Privilege::key).collect();
    keys.sort_unstable();
    PrivilegeKeys { keys }
}

/// Privileges, by key.
pub(crate) fn privileges(all: impl Iterator<Item = Privilege>) -> Privileges {
    let mut privileges: Vec<_> =
        all.map(|one| wire::Privilege { key: one.key(), name: one.name() }).collect();
    privileges.sort_unstable_by_key(|one| one.key);
    Privileges { privileges }
}

/// The role that operation 27 makes. Refuses `Invalid` with everything that this dialect's door refuses.
pub(crate) fn new_role(body: RoleBody) -> Draft<NewRole> {
    let mut violations = Violations::default();
    let name = violations.check(|| "name", name(body.name));
    let privileges =
        set("privilege-keys", body.privilege_keys.as_deref().unwrap_or_default(), &mut violations);
    let description = violations.text("description", body.description);
    let display = violations.text("displayName", body.display_name);
    let name = violations.unless_any(name)?;
    let display = display.filter(|display| display != name.as_str());
    Ok(NewRole { name, display, description, privileges })
}

fn name(given: Option<String>) -> Result<RoleName, Rule> {
    RoleName::new(&given.ok_or(Rule::Required)?)
}

/// The role that operation 26 means, and what is to change; what is absent stays. Refuses `Invalid` without a name.
pub(crate) fn role_edit(body: RoleBody) -> Draft<(String, RoleEdit)> {
    let name = body.name.ok_or_else(|| Refusal::invalid("name", Rule::Required))?;
    let mut violations = Violations::default();
    let keys = body.privilege_keys.map(|keys| Keys::Set(set("privilege-keys", &keys, &mut violations)));
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let display = body.display_name.map(|display| said(display).filter(|display| *display != name));
    let edit = RoleEdit { display, description: body.description.map(said), keys };
    violations.unless_any(Some((name, edit)))
}

/// The keys of a body, and what is to become of them (29 to 31). Refuses `Invalid` without the member.
pub(crate) fn key_edit(
    name: String,
    body: PrivilegeKeysBody,
    how: fn(PrivilegeSet) -> Keys,
) -> Draft<(String, RoleEdit)> {
    let keys = body.keys.ok_or_else(|| Refusal::invalid("privilege-key", Rule::Required))?;
    let mut violations = Violations::default();
    let keys = set("privilege-key", &keys, &mut violations);
    violations.unless_any(Some((name, RoleEdit { keys: Some(how(keys)), ..RoleEdit::default() })))
}

fn set(member: &'static str, keys: &[String], violations: &mut Violations) -> PrivilegeSet {
    let keys = keys.iter().enumerate().filter_map(|(index, key)| {
        let known = Privilege::by_key(key).ok_or(Rule::UnknownValue);
        violations.check(|| format!("{member}[{index}]"), known)
    });
    keys.collect()
}

/// The groups of the catalogue, by key.
pub(crate) fn privilege_groups(all: &[Privilege]) -> wire::PrivilegeGroups {
    let mut keys: Vec<_> = all.iter().map(|privilege| privilege.group()).collect();
    keys.sort_unstable();
    keys.dedup();
    let group = |key| wire::PrivilegeGroup { key, name: group_name(key) };
    wire::PrivilegeGroups { privilege_groups: keys.into_iter().map(group).collect() }
}

fn group_name(key: &'static str) -> &'static str {
    match key {
        "administration" => "Administration",
        "alerts" => "Alerts",
        "dashboards" => "Dashboards",
        "environment" => "Environment",
        "home" => "Home",
        "provisor" => "Provisor",
        other => other,
    }
}
