//! Changing organisations: another name, other hosts.

use std::collections::BTreeSet;

use model::{Conflict, HostName, Noun, OrgKey, OrgName, Privilege, Refusal};

use super::{Org, id_in_audit, no_such, repo, target};
use crate::audit::{Actor, Changes, Event};
use crate::run::{Step, Work};
use crate::{Credential, Directory, Draft, Request};

/// What is to be changed of an organisation.
#[derive(Clone, Debug)]
pub struct OrgEdit {
    /// Which one.
    pub org: OrgName,
    /// Its name from now on; none: as it is.
    pub name: Option<OrgName>,
    /// The hosts at which its logins count from now on, and no others; none: as they are.
    pub hosts: Option<Vec<HostName>>,
}

/// Changes an organisation; what is so already changes nothing.
///
/// Refuses `Forbidden` without `orgs.manage` in the first organisation, `NotFound` for none of that name, `Exists` for a name
/// that is taken, `Conflict` for a host that another one is bound to.
pub async fn update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<OrgEdit>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::OrgsManage)?;
            let edit = draft.as_ref().map_err(Clone::clone)?;
            let key = repo::find_by_name(work.c, edit.org.as_str())?;
            let before = repo::all(work.c)?.into_iter().find(|org| Some(org.key) == key);
            change(work, &Actor::of(caller), &before.ok_or_else(|| no_such(edit.org.as_str()))?, edit)
        })
        .await
}

fn change(work: &mut Work<'_>, actor: &Actor, before: &Org, edit: &OrgEdit) -> Step<()> {
    let name = edit.name.as_ref().unwrap_or(&before.name);
    let hosts = settled(edit.hosts.as_ref().unwrap_or(&before.hosts));
    let mut changes = Changes::default();
    changes.both("name", before.name.as_str(), name.as_str());
    changes.both("hosts", printed(&before.hosts), printed(&hosts));
    if changes.is_empty() {
        return Ok(());
    }
    if repo::is_taken(work.c, before.key, name)? {
        return Err(Refusal::Exists { what: Noun::Org, name: name.to_string() }.into());
    }
    bind(work, before.key, &hosts)?;
    repo::rename(work.c, before.key, name, work.now)?;
    let event = Event { name: "org.updated", target: target(before.key, name.as_str()), changes };
    work.record_for(OrgKey::FIRST, actor, &event)?;
    work.changed(OrgKey::FIRST, "org", id_in_audit(before.key), "updated", before.version + 1)
}

/// Each host once, in their order.
pub(super) fn settled(hosts: &[HostName]) -> Vec<HostName> {
    hosts.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

/// Binds an organisation to these hosts and to no others. Refuses `Conflict` for one that another is bound to.
pub(super) fn bind(work: &mut Work<'_>, org: OrgKey, hosts: &[HostName]) -> Step<()> {
    match repo::bind(work.c, org, hosts)? {
        None => Ok(()),
        Some(_) => {
            Err(Refusal::Conflict(Conflict::State("another organisation is bound to this host")).into())
        }
    }
}

/// Hosts as the audit tells them; none for none.
pub(super) fn printed(hosts: &[HostName]) -> Option<String> {
    let hosts: Vec<_> = hosts.iter().map(HostName::as_str).collect();
    (!hosts.is_empty()).then(|| hosts.join(", "))
}
