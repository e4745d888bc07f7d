//! Making the direct grants of a holder what they are wanted to be.

use model::{Grant, GrantObjects, Holder, Noun, Privilege, Refusal, Role, RoleKey};

use super::{NewGrant, repo};
use crate::Caller;
use crate::audit::{Changes, Event, Target};
use crate::run::{Step, Work};

/// The grants that `before` were become `wanted`; what stands as it is wanted is neither asked about nor recorded.
/// Answers whether anything changed. Protection is the caller's to ask.
///
/// Refuses `Forbidden` without `grants.manage` where a role with privileges is given or taken, or where a role confers a
/// privilege that the caller does not hold (rule G); `NotFound` for a role or scope that is not there.
pub(crate) fn set(
    work: &mut Work<'_>,
    caller: &Caller,
    (holder, target): (Holder, &Target),
    before: &[Grant],
    wanted: &[NewGrant],
) -> Step<bool> {
    let mut kept: Vec<RoleKey> = Vec::with_capacity(wanted.len());
    let mut altered = false;
    for new in wanted {
        let role = repo::resolve(work.c, caller.org(), &new.role)?;
        let stands = before.iter().find(|grant| grant.role == role.key);
        altered |= put(work, caller, (holder, target), &role, stands, new)?;
        kept.push(role.key);
    }
    for grant in before.iter().filter(|grant| !kept.contains(&grant.role)) {
        let role = repo::find_by_number(work.c, caller.org(), grant.role_number)?;
        if role.is_none_or(|role| !role.privileges.is_empty()) {
            caller.may(Privilege::GrantsManage)?;
        }
        repo::delete_grant(work.c, holder, grant.role)?;
        let changes = Changes::one("role", grant.role_name.as_str(), None::<String>);
        work.record(caller, &Event { name: "grant.taken", target: target.clone(), changes })?;
        altered = true;
    }
    Ok(altered)
}

fn put(
    work: &mut Work<'_>,
    caller: &Caller,
    (holder, target): (Holder, &Target),
    role: &Role,
    stands: Option<&Grant>,
    new: &NewGrant,
) -> Step<bool> {
    let same_objects = stands.is_some_and(|grant| grant.objects == new.objects);
    if same_objects && stands.is_some_and(|grant| grant.all_objects_said == new.all_objects_said) {
        return Ok(false);
    }
    if !role.privileges.is_empty() {
        caller.may(Privilege::GrantsManage)?;
    }
    if new.objects.confers() && !same_objects {
        caller.may_give(role.privileges)?;
    }
    if let GrantObjects::Scope(scope) = &new.objects
        && !same_objects
        && !repo::scope_exists(work.c, caller.org(), *scope)?
    {
        return Err(Refusal::refers_to_no(Noun::Scope, scope.to_string()).into());
    }
    repo::put_grant(work.c, holder, role.key, &new.objects, new.all_objects_said)?;
    let name = if stands.is_some() { "grant.changed" } else { "grant.given" };
    let mut changes = Changes::one("role", None::<String>, role.name.as_str());
    changes.set("objects", on_what(&new.objects));
    work.record(caller, &Event { name, target: target.clone(), changes })?;
    Ok(true)
}

/// What a grant is on, as the audit tells it.
fn on_what(objects: &GrantObjects) -> String {
    match objects {
        GrantObjects::All => "all".to_owned(),
        GrantObjects::Scope(scope) => format!("scope {scope}"),
        GrantObjects::Specs(specs) => specs.to_string(),
        GrantObjects::None => "none".to_owned(),
    }
}
