//! Making organisations.

use std::sync::Arc;

use model::{HostName, Noun, OrgKey, OrgName, Privilege, PrivilegeSet, Refusal};

use super::furnish::{self, FirstAdministrator, Plan};
use super::{id_in_audit, repo, target, update};
use crate::audit::{Actor, Changes, Event};
use crate::numbers::{SHARED, next_of_few};
use crate::passwords::Password;
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request};

/// An organisation about to be made.
#[derive(Clone)]
pub struct NewOrg {
    /// Its display name.
    pub name: OrgName,
    /// The hosts at which its logins count.
    pub hosts: Vec<HostName>,
    /// The password of its first administrator; none: a random one.
    pub password: Option<Password>,
}

/// Makes an organisation with everything that a new one has, and its first administrator.
///
/// Refuses `Forbidden` without `orgs.manage` in the first organisation, and to whoever does not hold what its administrator
/// will (rule G); `Exists` for a name that is taken; `Conflict` for a host that another one is bound to.
pub async fn create(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<NewOrg>,
) -> Result<FirstAdministrator, Refusal> {
    // Nothing is hashed for whoever may not.
    directory.glance_as(request, credential, |_, caller, _| Ok(is_allowed(caller)?)).await?;
    let new = draft?;
    let (plan, administrator) = Plan::draw(directory, new.password.clone()).await?;
    let (new, plan) = (Arc::new(new), Arc::new(plan));
    directory
        .write_as(request, credential, move |work, caller| {
            is_allowed(caller)?;
            make(work, &Actor::of(caller), &new, &plan)
        })
        .await?;
    Ok(administrator)
}

fn is_allowed(caller: &Caller) -> Result<(), Refusal> {
    caller.may(Privilege::OrgsManage)?;
    caller.may_give(PrivilegeSet::ALL)
}

fn make(work: &mut Work<'_>, actor: &Actor, new: &NewOrg, plan: &Plan) -> Step<()> {
    let largest = repo::largest(work.c)?;
    let org = OrgKey(next_of_few(work.c, SHARED, "org_key", largest)?);
    if !furnish::make(work, org, actor, &new.name, plan)? {
        return Err(Refusal::Exists { what: Noun::Org, name: new.name.to_string() }.into());
    }
    let hosts = update::settled(&new.hosts);
    update::bind(work, org, &hosts)?;
    let mut changes = Changes::default();
    changes.set("name", new.name.as_str());
    changes.set("hosts", update::printed(&hosts));
    let event = Event { name: "org.created", target: target(org, new.name.as_str()), changes };
    work.record_for(OrgKey::FIRST, actor, &event)?;
    work.changed(OrgKey::FIRST, "org", id_in_audit(org), "created", 1)
}
