//! Giving and taking roles.

use model::{GrantObjects, Noun, Privilege, Refusal, Role};

use super::{HolderRef, NewGrant, RoleRef, repo};
use crate::audit::{Changes, Event, Target};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request, authority};

/// Gives a role to a user or a group, in place of what the holder has of that role.
///
/// Refuses `Forbidden` without `grants.manage`, or when the role holds a privilege the caller does not (rule G);
/// `NotFound` for holder, role or scope; `Conflict` where a narrower grant would end the last administration.
pub async fn give(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(HolderRef, NewGrant)>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::GrantsManage)?;
            let (holder, new) = draft.as_ref().map_err(Clone::clone)?;
            let (holder, target) = holder.find(work.c, caller.org())?;
            let role = repo::resolve(work.c, caller.org(), &new.role)?;
            if new.objects.confers() {
                caller.may_give(role.privileges)?;
            }
            if let GrantObjects::Scope(scope) = &new.objects
                && !repo::scope_exists(work.c, caller.org(), *scope)?
            {
                return Err(Refusal::refers_to_no(Noun::Scope, scope.to_string()).into());
            }
            authority::guarded(work, caller, |work| {
                Ok(repo::put_grant(work.c, holder, role.key, &new.objects, new.all_objects_said)?)
            })?;
            let mut changes = Changes::default();
            changes.set("role", role.name.as_str());
            record(work, caller, "grant.given", target, changes)
        })
        .await
}

/// Takes a role from a user or a group.
///
/// Refuses `Forbidden` without `grants.manage`; `NotFound` for holder or role, and when the holder does not have it;
/// `Conflict` where it would end the caller's own administration or the last one.
pub async fn take(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(HolderRef, RoleRef)>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::GrantsManage)?;
            let (holder, role) = draft.as_ref().map_err(Clone::clone)?;
            let (holder, target) = holder.find(work.c, caller.org())?;
            let role: Role = repo::resolve(work.c, caller.org(), role)?;
            let had =
                authority::guarded(work, caller, |work| Ok(repo::delete_grant(work.c, holder, role.key)?))?;
            if !had {
                return Err(Refusal::no_such(Noun::Role, role.name.to_string()).into());
            }
            let mut changes = Changes::default();
            changes.lost("role", role.name.as_str());
            record(work, caller, "grant.taken", target, changes)
        })
        .await
}

fn record(
    work: &mut Work<'_>,
    caller: &Caller,
    name: &'static str,
    target: Target,
    changes: Changes,
) -> Step<()> {
    let (kind, id) = (target.kind, target.id);
    work.record(caller, &Event { name, target, changes })?;
    work.changed(caller.org(), kind, id, "grant", 0)
}
