//! Deleting groups.

use model::{Conflict, Privilege, Refusal};

use super::{GroupRef, repo};
use crate::audit::{Changes, Event, Target};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request, authority};

/// Deletes a group with its memberships, managers and grants; its members stay.
///
/// Refuses `Forbidden` without `users.manage`, `NotFound` for none, `Conflict` for a built-in group and where no
/// administrator would be left.
pub async fn delete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    group: Draft<GroupRef>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::UsersManage)?;
            let org = caller.org();
            let group = group.as_ref().map_err(Clone::clone)?.find_addressed(work.c, org)?;
            if group.builtin {
                return Err(Refusal::Conflict(Conflict::BuiltIn).into());
            }
            authority::guarded(work, caller, |work| Ok(repo::delete(work.c, group.key)?))?;
            let mut changes = Changes::default();
            changes.lost("name", group.name.as_str());
            changes.lost("description", group.description.clone());
            let target = Target { kind: "group", id: group.id.0, name: group.name.to_string() };
            work.record(caller, &Event { name: "group.deleted", target, changes })?;
            work.changed(org, "group", group.id.0, "deleted", group.version + 1)
        })
        .await
}
