//! Deleting groups.

use model::{Conflict, Group, GroupId, Noun, Privilege, Refusal};

use super::create::target;
use super::{GroupRef, repo};
use crate::audit::{Changes, Event};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request, authority};

/// Deletes a group with its memberships, managers and grants; its members stay.
///
/// Refuses `Forbidden` without `users.manage`, and when it asks for a code and a member holds a privilege that the caller does
/// not; `NotFound` for none, `Conflict` for a built-in group and where no administrator would be left.
pub async fn delete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    group: Draft<GroupRef>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::UsersManage)?;
            let group = group.as_ref().map_err(Clone::clone)?.find_addressed(work.c, caller.org())?;
            delete_one(work, caller, &group)
        })
        .await
}

/// Deletes those of `ids` that exist, all or none. Refuses as [`delete`], and `NotFound` when none of them exists.
pub async fn delete_many(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    ids: Draft<Vec<GroupId>>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::UsersManage)?;
            let ids = ids.as_ref().map_err(Clone::clone)?;
            let mut deleted = 0;
            for id in ids {
                if let Some(group) = repo::find(work.c, caller.org(), &GroupRef::Id(*id))? {
                    delete_one(work, caller, &group)?;
                    deleted += 1;
                }
            }
            match ids.first() {
                Some(id) if deleted == 0 => Err(Refusal::no_such(Noun::Group, id.to_string()).into()),
                _ => Ok(()),
            }
        })
        .await
}

/// Deletes this one. Refuses `Conflict` and, for the members' privileges, `Forbidden` as [`delete`] does.
pub(crate) fn delete_one(work: &mut Work<'_>, caller: &Caller, group: &Group) -> Step<()> {
    if group.builtin {
        return Err(Refusal::Conflict(Conflict::BuiltIn).into());
    }
    if group.asks_code {
        caller.may_give(authority::of_members(work.c, caller, group.key)?)?;
    }
    authority::undemoted(work, caller, |work| Ok(repo::delete(work.c, group.key)?))?;
    let mut changes = Changes::default();
    changes.lost("name", group.name.as_str());
    changes.lost("description", group.description.clone());
    work.record(caller, &Event { name: "group.deleted", target: target(group), changes })?;
    work.changed(caller.org(), "group", group.id.0, "deleted", group.version + 1)
}
