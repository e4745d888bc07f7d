//! Updating a group.

use std::collections::BTreeMap;

use model::{Conflict, Dialect, Group, GroupName, Holder, Noun, Privilege, Refusal, Residue};
use serde_json::Value;

use super::create::target;
use super::{GroupChange, GroupEdit, GroupRef, GroupView, get, managers, membership, repo};
use crate::audit::{Changes, Event};
use crate::run::{Step, Work};
use crate::seals::no_key;
use crate::{Caller, Credential, Directory, Draft, Request, authority, roles};

/// Changes the group addressed, all or nothing. What is equal to what stands changes nothing.
///
/// Members do not raise the version: they are rows of their own, and adding one must not wait for others.
///
/// Refuses `Forbidden` without `users.manage`, without `grants.manage` where a role with privileges is given or taken,
/// when somebody would thereby use a privilege that the caller does not hold (rule G), and when the group is to ask for no
/// code any more and a member of it holds such a privilege; `NotFound` for none, and for a user, role or scope that is named
/// and not there; `Exists` for a name that is taken; `Conflict` for another name of a built-in group or of one that is
/// brought from an auth source, where the group is to ask for a code and the server has no key to keep second factors with,
/// and where the caller would demote himself, or no administrator would be left.
pub async fn update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(GroupRef, GroupEdit)>,
) -> Result<GroupView, Refusal> {
    let can_seal = directory.seals().can_seal();
    directory
        .write_as(request, credential, move |work, caller| -> Step<GroupView> {
            caller.may(Privilege::UsersManage)?;
            let (group, edit) = draft.as_ref().map_err(Clone::clone)?;
            let group = group.find_addressed(work.c, caller.org())?;
            let before = get::view(work.c, group, work.now)?;
            let changes = edit(&before)?;
            let asks = changes.iter().any(|change| matches!(change, GroupChange::AsksCode(true)));
            if asks && !before.group.asks_code && !can_seal {
                return Err(no_key().into());
            }
            authority::undemoted(work, caller, |work| change(work, caller, &before, &changes))?;
            let group = GroupRef::Id(before.group.id).find_addressed(work.c, caller.org())?;
            Ok(get::view(work.c, group, work.now)?)
        })
        .await
}

/// What a group says of itself.
struct Says {
    name: GroupName,
    description: Option<String>,
    asks_code: bool,
    residue: BTreeMap<Dialect, Residue>,
}

impl Says {
    fn of(view: &GroupView) -> Self {
        let group = &view.group;
        Self {
            name: group.name.clone(),
            description: group.description.clone(),
            asks_code: group.asks_code,
            residue: view.residue.clone(),
        }
    }

    fn put(&mut self, dialect: Dialect, name: &str, value: Option<&Value>) {
        let said = self.residue.entry(dialect).or_default();
        match value {
            Some(value) => said.set(name, value.clone()),
            None => said.remove(name),
        }
        self.residue.retain(|_, said| !said.is_empty());
    }

    fn is_of(&self, view: &GroupView) -> bool {
        // Names are equal by their keys; another spelling is a change.
        let same_spelling = self.name.as_str() == view.group.name.as_str();
        same_spelling
            && self.description == view.group.description
            && self.asks_code == view.group.asks_code
            && self.residue == view.residue
    }

    /// What differs from the group as it stood.
    fn told(&self, before: &GroupView, told: &mut Changes) {
        told.both("name", before.group.name.as_str(), self.name.as_str());
        told.both("description", before.group.description.clone(), self.description.clone());
        told.both("asks_code", before.group.asks_code, self.asks_code);
        for dialect in Dialect::ALL {
            let json = |said: Option<&Residue>| said.map(Residue::to_json);
            let (old, new) = (json(before.residue.get(&dialect)), json(self.residue.get(&dialect)));
            told.both(&format!("residue.{}", dialect.name()), old, new);
        }
    }
}

fn change(work: &mut Work<'_>, caller: &Caller, before: &GroupView, changes: &[GroupChange]) -> Step<()> {
    let group = &before.group;
    let (mut says, mut told) = (Says::of(before), Changes::default());
    let (mut differs, mut joined) = (false, false);
    for change in changes {
        match change {
            GroupChange::Name(name) => says.name.clone_from(name),
            GroupChange::Description(text) => says.description.clone_from(text),
            GroupChange::AsksCode(asks) => says.asks_code = *asks,
            GroupChange::Residue(dialect, name, value) => says.put(*dialect, name, value.as_ref()),
            GroupChange::Grants(wanted) => {
                let holder = (Holder::Group(group.key), &target(group));
                differs |= roles::set(work, caller, holder, &before.grants, wanted)?;
            }
            GroupChange::Members(wanted) => {
                joined |= membership::replace(work, caller, group, (&before.members, wanted))?;
            }
            GroupChange::Managers(wanted) => {
                let people = (before.managers.as_slice(), wanted.as_slice());
                differs |= managers::replace(work, caller, group, people, &mut told)?;
            }
        }
    }
    if joined {
        // Measured behind the grants: who joins uses what the group then gives.
        caller.may_give(authority::of_group(work.c, group.key)?)?;
    }
    if group.asks_code && !says.asks_code {
        caller.may_give(authority::of_members(work.c, caller, group.key)?)?;
    }
    says.told(before, &mut told);
    if !told.is_empty() {
        work.record(caller, &Event { name: "group.updated", target: target(group), changes: told })?;
    }
    if differs || !says.is_of(before) {
        write(work, caller, before, &says)?;
    }
    Ok(())
}

fn write(work: &mut Work<'_>, caller: &Caller, before: &GroupView, says: &Says) -> Step<()> {
    let group = &before.group;
    if says.name.as_str() != group.name.as_str() {
        may_be_renamed(work, caller, group, &says.name)?;
    }
    for dialect in Dialect::ALL {
        let said = says.residue.get(&dialect);
        if before.residue.get(&dialect) != said {
            repo::replace_residue(work.c, group.key, dialect, said)?;
        }
    }
    let after = Group {
        name: says.name.clone(),
        description: says.description.clone(),
        asks_code: says.asks_code,
        ..group.clone()
    };
    repo::update(work.c, &after, work.now)?;
    work.changed(caller.org(), "group", group.id.0, "updated", group.version + 1)
}

/// Refuses `Conflict` for a group whose name is what it is known by, `Exists` for a name that is taken.
fn may_be_renamed(work: &mut Work<'_>, caller: &Caller, group: &Group, name: &GroupName) -> Step<()> {
    if group.builtin {
        return Err(Refusal::Conflict(Conflict::BuiltIn).into());
    }
    if group.source.is_some() {
        // Under another name its source would name other members.
        return Err(Refusal::Conflict(Conflict::State("The group is named as at its auth source.")).into());
    }
    let taken = repo::find(work.c, caller.org(), &GroupRef::Name(name.clone()))?;
    match taken.filter(|taken| taken.key != group.key) {
        Some(_) => Err(Refusal::Exists { what: Noun::Group, name: name.to_string() }.into()),
        None => Ok(()),
    }
}
