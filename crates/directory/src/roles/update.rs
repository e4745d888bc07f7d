//! Updating roles.

use model::{Conflict, Privilege, PrivilegeSet, Refusal, Role};

use super::create::{check, keys, target};
use super::repo;
use crate::audit::{Changes, Event};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request, authority};

/// How the privileges of a role change.
#[derive(Clone, Copy, Debug)]
pub enum Keys {
    /// They become these.
    Set(PrivilegeSet),
    /// These are added.
    Add(PrivilegeSet),
    /// These are taken away.
    Remove(PrivilegeSet),
}

impl Keys {
    fn of(self, stands: PrivilegeSet) -> PrivilegeSet {
        match self {
            Self::Set(keys) => keys,
            Self::Add(keys) => stands | keys,
            Self::Remove(keys) => stands - keys,
        }
    }
}

/// What is to change of a role; what is not said stays.
#[derive(Clone, Debug, Default)]
pub struct RoleEdit {
    /// What people are shown in place of the name.
    pub display: Option<Option<String>>,
    /// For people to read.
    pub description: Option<Option<String>>,
    /// What it lets its holders do.
    pub keys: Option<Keys>,
}

/// Changes the role of this name; the name itself stays. What is equal to what stands changes nothing.
///
/// Refuses `Forbidden` without `roles.manage`, or when a privilege is added that the caller does not hold (rule G);
/// `NotFound` for none; `Conflict` for a role that stays as it is, and where the caller would demote himself; `Invalid`
/// for a text that is too long.
pub async fn update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(String, RoleEdit)>,
) -> Result<Role, Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<Role> {
            caller.may(Privilege::RolesManage)?;
            let (name, edit) = draft.as_ref().map_err(Clone::clone)?;
            let before = repo::addressed(work.c, caller.org(), name)?;
            change(work, caller, before, edit)
        })
        .await
}

fn change(work: &mut Work<'_>, caller: &Caller, before: Role, edit: &RoleEdit) -> Step<Role> {
    let mut after = before.clone();
    if let Some(display) = &edit.display {
        after.display.clone_from(display);
    }
    if let Some(description) = &edit.description {
        after.description.clone_from(description);
    }
    if let Some(keys) = edit.keys {
        after.privileges = keys.of(before.privileges);
    }
    let mut changes = Changes::default();
    changes.both("display", before.display.clone(), after.display.clone());
    changes.both("description", before.description.clone(), after.description.clone());
    changes.lost("privileges", keys(before.privileges - after.privileges));
    changes.set("privileges", keys(after.privileges - before.privileges));
    if changes.is_empty() {
        return Ok(before);
    }
    if before.is_fixed() {
        return Err(Refusal::Conflict(Conflict::BuiltIn).into());
    }
    caller.may_give(after.privileges - before.privileges)?;
    check("display", after.display.as_deref())?;
    check("description", after.description.as_deref())?;
    authority::undemoted(work, caller, |work| Ok(repo::update(work.c, &after, work.now)?))?;
    after.version += 1;
    work.record(caller, &Event { name: "role.updated", target: target(&after), changes })?;
    work.changed(caller.org(), "role", after.id.0, "updated", after.version)?;
    Ok(after)
}
