//! Changing what a user holds (memberships, managed groups, grants) in memory, with the store at hand to know groups and roles.

use model::{
    Conflict, Grant, GrantObjects, Group, Managed, Membership, Noun, Privilege, PrivilegeSet, Refusal, Role,
    Rule, UserView, fold,
};

use super::change::{GrantsChange, GroupsChange};
use crate::Caller;
use crate::groups::{self, GroupRef, IfMissing, Join, NewGroup};
use crate::roles::{self, RoleRef};
use crate::run::{Step, Work};

/// Changes memberships (`one-record` 4.3).
pub(super) fn groups(
    work: &mut Work<'_>,
    caller: &Caller,
    view: &mut UserView,
    change: &GroupsChange,
) -> Step<()> {
    match change {
        GroupsChange::InForce(wanted) => {
            let mut kept = Vec::with_capacity(wanted.len());
            for group in wanted {
                let group = find(work, caller, &Join::now(group.clone()))?;
                kept.extend(group.map(|group| join(work, view, &group, None, None)).transpose()?);
            }
            let now = work.now;
            view.memberships.retain(|row| !row.in_force(now) || kept.contains(&row.group));
        }
        GroupsChange::Own(wanted) => {
            let roll = groups::repo::roll(work.c, caller.org())?;
            let via = work.request.via.dialect();
            let own = move |row: &Membership| {
                (row.dialect.is_some() && row.dialect == via) || roll.contains(&fold::key(&row.group_name))
            };
            replace(work, caller, view, wanted, own)?;
        }
        GroupsChange::All(wanted) => replace(work, caller, view, wanted, |_| true)?,
        GroupsChange::Swap { leave, join: wanted } => {
            let joined = match wanted {
                Some(wanted) => match find(work, caller, wanted)? {
                    Some(group) => Some(join(work, view, &group, wanted.from, wanted.until)?),
                    None => None,
                },
                None => None,
            };
            if let Some(leave) = leave
                && let Some(group) = groups::repo::find(work.c, caller.org(), leave)?
                && joined != Some(group.key)
            {
                view.memberships.retain(|row| row.group != group.key);
            }
        }
    }
    Ok(())
}

fn replace(
    work: &mut Work<'_>,
    caller: &Caller,
    view: &mut UserView,
    wanted: &[Join],
    own: impl Fn(&Membership) -> bool,
) -> Step<()> {
    let mut kept = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let Some(group) = find(work, caller, wanted)? else { continue };
        if kept.contains(&group.key) {
            return Err(Refusal::invalid("group", Rule::Twice).into());
        }
        // A row that is there keeps its start where none is said, so that the same again is idle.
        let stands = view.memberships.iter().find(|row| row.group == group.key);
        let from = wanted.from.or(stands.map(|row| row.from)).unwrap_or(work.now);
        kept.push(join(work, view, &group, Some(from), wanted.until)?);
    }
    view.memberships.retain(|row| !own(row) || kept.contains(&row.group));
    Ok(())
}

/// The group to join; made when it may be, none when it is to be passed over.
fn find(work: &mut Work<'_>, caller: &Caller, wanted: &Join) -> Step<Option<Group>> {
    if let Some(group) = groups::repo::find(work.c, caller.org(), &wanted.group)? {
        return Ok(Some(group));
    }
    match (&wanted.group, wanted.if_missing) {
        (_, IfMissing::Ignore) => Ok(None),
        (GroupRef::Name(name) | GroupRef::IdOrName(_, name), IfMissing::Create) => {
            let id = groups::named_id(work.request.id, name);
            let new = NewGroup { name: name.clone(), description: None };
            groups::insert(work, caller, id, &new).map(Some)
        }
        (group @ (GroupRef::Id(_) | GroupRef::Number(_)), IfMissing::Create) | (group, IfMissing::Refuse) => {
            Err(Refusal::refers_to_no(Noun::Group, group.text()).into())
        }
    }
}

/// Without dates: from now, open; a row in force stays, another begins now and keeps a future end. With dates: those.
fn join(
    work: &Work<'_>,
    view: &mut UserView,
    group: &Group,
    from: Option<model::Timestamp>,
    until: Option<model::Timestamp>,
) -> Step<model::GroupKey> {
    let (now, dialect) = (work.now, work.request.via.dialect());
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        return Err(Refusal::invalid("group", Rule::Format("must end after it starts")).into());
    }
    let order = view.memberships.iter().map(|row| row.joined + 1).max().unwrap_or(0).max(now.micros());
    match view.memberships.iter_mut().find(|row| row.group == group.key) {
        Some(row) => match from {
            None if row.in_force(now) => {}
            None => {
                (row.from, row.until) = (now, row.until.filter(|until| *until > now));
                row.dialect = dialect;
            }
            Some(from) if (row.from, row.until) == (from, until) => {}
            Some(from) => (row.from, row.until, row.dialect) = (from, until, dialect),
        },
        None => view.memberships.push(Membership {
            user: view.user.key,
            group: group.key,
            group_id: group.id,
            group_number: group.number,
            group_name: group.name.to_string(),
            from: from.unwrap_or(now),
            until,
            joined: order,
            dialect,
        }),
    }
    Ok(group.key)
}

/// The groups that a user manages become `wanted`.
pub(super) fn manages(
    work: &mut Work<'_>,
    caller: &Caller,
    view: &mut UserView,
    wanted: &[GroupRef],
) -> Step<()> {
    view.manages.clear();
    for wanted in wanted {
        let group = groups::repo::find(work.c, caller.org(), wanted)?
            .ok_or_else(|| Refusal::refers_to_no(Noun::Group, wanted.text()))?;
        if view.manages.iter().all(|managed| managed.group != group.key) {
            view.manages.push(Managed {
                group: group.key,
                group_id: group.id,
                group_number: group.number,
                group_name: group.name.to_string(),
            });
        }
    }
    view.manages.sort_unstable_by_key(|managed| managed.group_number);
    Ok(())
}

/// Changes direct grants (`one-record` 4.4). Giving a role that has privileges, and taking one, needs `grants.manage`.
pub(super) fn grants(
    work: &mut Work<'_>,
    caller: &Caller,
    view: &mut UserView,
    change: &GrantsChange,
) -> Step<()> {
    let org = caller.org();
    let before = view.grants.clone();
    match change {
        GrantsChange::All(wanted) => {
            view.grants.clear();
            for new in wanted {
                let role = roles::repo::resolve(work.c, org, &new.role)?;
                if let GrantObjects::Scope(scope) = &new.objects
                    && !roles::repo::scope_exists(work.c, org, *scope)?
                {
                    return Err(Refusal::refers_to_no(Noun::Scope, scope.to_string()).into());
                }
                put(view, grant(&role, new.objects.clone(), new.all_objects_said));
            }
        }
        GrantsChange::OnAll(wanted) => {
            view.grants.retain(|grant| !grant.objects.confers());
            for reference in wanted {
                let role = roles::repo::resolve(work.c, org, reference)?;
                put(view, grant(&role, GrantObjects::All, false));
            }
        }
        GrantsChange::OneRole(reference) => one_role(work, caller, view, reference)?,
    }
    view.grants.sort_by_key(|grant| fold::key(&grant.role_name));
    needs_grants_manage(work, caller, &before, &view.grants)
}

/// PAM360 shows one role, so it sets one: what it would still show through a group is refused, because "demoted" must not
/// mean "still administrator".
fn one_role(work: &mut Work<'_>, caller: &Caller, view: &mut UserView, reference: &RoleRef) -> Step<()> {
    let org = caller.org();
    let role = roles::repo::resolve(work.c, org, reference)?;
    let through_groups = roles::repo::numbers_through_groups(work.c, view.user.key, work.now)?;
    let higher = [Role::PRIVILEGED_ADMINISTRATOR, Role::ADMINISTRATOR];
    let shown = higher.into_iter().find(|number| through_groups.contains(number) || role.number == *number);
    if shown.is_some_and(|shown| shown != role.number) {
        return Err(Refusal::Conflict(Conflict::State("a group gives a higher role")).into());
    }
    let mut kept = Vec::with_capacity(view.grants.len());
    for grant in view.grants.drain(..) {
        let keys = roles::repo::find_by_number(work.c, org, grant.role_number)?.map(|role| role.privileges);
        let core = keys.is_some_and(|keys| !(keys & PrivilegeSet::CORE).is_empty());
        let replaced = grant.objects.confers() && ((301..=307).contains(&grant.role_number) || core);
        if !replaced {
            kept.push(grant);
        }
    }
    view.grants = kept;
    put(view, grant(&role, GrantObjects::All, false));
    Ok(())
}

fn grant(role: &Role, objects: GrantObjects, all_objects_said: bool) -> Grant {
    Grant {
        role: role.key,
        role_name: role.name.to_string(),
        role_number: role.number,
        objects,
        all_objects_said,
    }
}

fn put(view: &mut UserView, grant: Grant) {
    view.grants.retain(|other| other.role != grant.role);
    view.grants.push(grant);
}

fn needs_grants_manage(work: &mut Work<'_>, caller: &Caller, before: &[Grant], after: &[Grant]) -> Step<()> {
    let taken = before.iter().filter(|grant| !after.contains(grant));
    let given = after.iter().filter(|grant| !before.contains(grant));
    for grant in taken.chain(given) {
        let role = roles::repo::find_by_number(work.c, caller.org(), grant.role_number)?;
        if role.is_none_or(|role| !role.privileges.is_empty()) {
            caller.may(Privilege::GrantsManage)?;
        }
    }
    Ok(())
}
