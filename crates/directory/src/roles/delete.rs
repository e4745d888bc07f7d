//! Deleting roles.

use model::{Conflict, Privilege, Refusal};

use super::create::{keys, target};
use super::repo;
use crate::audit::{Changes, Event};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request, authority};

/// Deletes the role of this name and every grant of it.
///
/// Refuses `Forbidden` without `roles.manage`, `NotFound` for none, `Conflict` for a predefined role and where the caller
/// would demote himself.
pub async fn delete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    name: Draft<String>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::RolesManage)?;
            let name = name.as_ref().map_err(Clone::clone)?;
            let role = repo::addressed(work.c, caller.org(), name)?;
            if role.predefined {
                return Err(Refusal::Conflict(Conflict::BuiltIn).into());
            }
            authority::undemoted(work, caller, |work| Ok(repo::delete(work.c, role.key)?))?;
            let mut changes = Changes::default();
            changes.lost("name", role.name.as_str());
            changes.lost("number", role.number);
            changes.lost("display", role.display.clone());
            changes.lost("description", role.description.clone());
            changes.lost("privileges", keys(role.privileges));
            work.record(caller, &Event { name: "role.deleted", target: target(&role), changes })?;
            work.changed(caller.org(), "role", role.id.0, "deleted", role.version + 1)
        })
        .await
}
