//! Updating a group.

use model::{Group, Holder, Privilege, Refusal};

use super::create::target;
use super::{GroupChange, GroupEdit, GroupRef, GroupView, get, membership, repo};
use crate::audit::{Changes, Event};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request, authority, roles};

/// Changes the group addressed, all or nothing. What is equal to what stands changes nothing.
///
/// Members do not raise the version: they are rows of their own, and adding one must not wait for others.
///
/// Refuses `Forbidden` without `users.manage`, without `grants.manage` where a role with privileges is given or taken,
/// and when somebody would thereby use a privilege that the caller does not hold (rule G); `NotFound` for none, and for
/// a user, role or scope that is named and not there; `Conflict` where the caller would demote himself, or no
/// administrator would be left.
pub async fn update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(GroupRef, GroupEdit)>,
) -> Result<GroupView, Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<GroupView> {
            caller.may(Privilege::UsersManage)?;
            let (group, edit) = draft.as_ref().map_err(Clone::clone)?;
            let group = group.find_addressed(work.c, caller.org())?;
            let before = get::view(work.c, group, work.now)?;
            let changes = edit(&before)?;
            authority::undemoted(work, caller, |work| change(work, caller, &before, &changes))?;
            let group = GroupRef::Id(before.group.id).find_addressed(work.c, caller.org())?;
            Ok(get::view(work.c, group, work.now)?)
        })
        .await
}

fn change(work: &mut Work<'_>, caller: &Caller, before: &GroupView, changes: &[GroupChange]) -> Step<()> {
    let group = &before.group;
    let (mut description, mut residue) = (group.description.clone(), before.residue.clone());
    let (mut granted, mut joined) = (false, false);
    for change in changes {
        match change {
            GroupChange::Description(text) => description.clone_from(text),
            GroupChange::Residue(dialect, name, value) => {
                let said = residue.entry(*dialect).or_default();
                match value {
                    Some(value) => said.set(name, value.clone()),
                    None => said.remove(name),
                }
                residue.retain(|_, said| !said.is_empty());
            }
            GroupChange::Grants(wanted) => {
                let holder = (Holder::Group(group.key), &target(group));
                granted |= roles::set(work, caller, holder, &before.grants, wanted)?;
            }
            GroupChange::Members(wanted) => joined |= membership::replace(work, caller, group, wanted)?,
        }
    }
    if joined {
        // Measured behind the grants: who joins uses what the group then gives.
        caller.may_give(authority::of_group(work.c, group.key)?)?;
    }
    for dialect in model::Dialect::ALL {
        let said = residue.get(&dialect);
        if before.residue.get(&dialect) != said {
            repo::replace_residue(work.c, group.key, dialect, said)?;
        }
    }
    let told = told(before, description.as_deref(), &residue);
    if !told.is_empty() {
        work.record(caller, &Event { name: "group.updated", target: target(group), changes: told })?;
    }
    if granted || description != group.description || residue != before.residue {
        updated(work, caller, group, description.as_deref())?;
    }
    Ok(())
}

fn updated(work: &mut Work<'_>, caller: &Caller, group: &Group, description: Option<&str>) -> Step<()> {
    repo::update(work.c, group.key, description, work.now)?;
    work.changed(caller.org(), "group", group.id.0, "updated", group.version + 1)
}

fn told(
    before: &GroupView,
    description: Option<&str>,
    residue: &std::collections::BTreeMap<model::Dialect, model::Residue>,
) -> Changes {
    let mut changes = Changes::default();
    changes.both("description", before.group.description.clone(), description);
    for dialect in model::Dialect::ALL {
        let json = |said: Option<&model::Residue>| said.map(model::Residue::to_json);
        let (old, new) = (json(before.residue.get(&dialect)), json(residue.get(&dialect)));
        changes.both(&format!("residue.{}", dialect.name()), old, new);
    }
    changes
}
