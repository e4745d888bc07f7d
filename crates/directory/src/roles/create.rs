//! Creating roles.

use model::{Noun, Privilege, PrivilegeSet, Refusal, Role, RoleId, RoleKey, RoleName, Rule, text};

use super::repo;
use crate::audit::{Changes, Event, Target};
use crate::numbers::{SHARED, next_of_few};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request};

/// The numbers of predefined roles end here: the first own role is 317.
const LAST_PREDEFINED: i64 = 316;

/// A role about to be made.
#[derive(Clone, Debug)]
pub struct NewRole {
    /// Its name.
    pub name: RoleName,
    /// What people are shown in place of the name.
    pub display: Option<String>,
    /// For people to read.
    pub description: Option<String>,
    /// What it lets its holders do.
    pub privileges: PrivilegeSet,
}

/// Creates a role.
///
/// Refuses `Forbidden` without `roles.manage`, or for a privilege that the caller does not hold (rule G); `Exists` for a
/// name that is taken; `Invalid` for a text that is too long.
pub async fn create(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<NewRole>,
) -> Result<Role, Refusal> {
    let id = RoleId(directory.outside().id());
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::RolesManage)?;
            let new = draft.as_ref().map_err(Clone::clone)?;
            caller.may_give(new.privileges)?;
            check("display", new.display.as_deref())?;
            check("description", new.description.as_deref())?;
            insert(work, caller, id, new)
        })
        .await
}

fn insert(work: &mut Work<'_>, caller: &Caller, id: RoleId, new: &NewRole) -> Step<Role> {
    let org = caller.org();
    let (key, number) = repo::largest(work.c, org)?;
    let role = Role {
        key: RoleKey(next_of_few(work.c, SHARED, "role_key", key)?),
        id,
        number: next_of_few(work.c, org, "role", number.max(LAST_PREDEFINED))?,
        name: new.name.clone(),
        display: new.display.clone(),
        description: new.description.clone(),
        privileges: new.privileges,
        predefined: false,
        version: 1,
    };
    if !repo::insert(work.c, org, &role, work.now)? {
        return Err(Refusal::Exists { what: Noun::Role, name: new.name.to_string() }.into());
    }
    let mut changes = Changes::default();
    changes.set("name", role.name.as_str());
    changes.set("number", role.number);
    changes.set("display", role.display.clone());
    changes.set("description", role.description.clone());
    changes.set("privileges", keys(role.privileges));
    work.record(caller, &Event { name: "role.created", target: target(&role), changes })?;
    work.changed(org, "role", role.id.0, "created", role.version)?;
    Ok(role)
}

/// The keys of a set, as the audit tells them; none for an empty one.
pub(super) fn keys(set: PrivilegeSet) -> Option<String> {
    let keys: Vec<_> = set.iter().map(Privilege::key).collect();
    (!keys.is_empty()).then(|| keys.join(", "))
}

/// How the audit names a role.
pub(super) fn target(role: &Role) -> Target {
    Target { kind: "role", id: role.id.0, name: role.name.to_string() }
}

/// Refuses `Invalid` for a text that breaks the rules of plain text.
pub(super) fn check(field: &'static str, text: Option<&str>) -> Result<(), Refusal> {
    let checked: Result<(), Rule> = text.map_or(Ok(()), |text| text::check(text, text::MAX_TEXT));
    checked.map_err(|rule| Refusal::invalid(field, rule))
}
