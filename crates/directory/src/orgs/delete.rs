//! Deleting organisations.

use model::{Conflict, OrgKey, OrgName, Privilege, Refusal};

use super::{clear, id_in_audit, no_such, repo, target};
use crate::audit::{Actor, Changes, Event};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// Deletes an organisation with all that is its own: users, tokens, groups, roles, sources, codes, and its audit. That it was
/// deleted, and by whom, stands in the audit of the first.
///
/// From the first instant nobody of it is let in, and its name and hosts are free. Its rows are cleared away in small
/// transactions behind that: by this call, or after a crash by the server's own work. Refuses `Forbidden` without
/// `orgs.manage` in the first organisation, `NotFound` for none of that name, and `Conflict` for the first.
pub async fn delete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<OrgName>,
) -> Result<(), Refusal> {
    let org = directory
        .write_as(request, credential, move |work, caller| -> Step<OrgKey> {
            caller.may(Privilege::OrgsManage)?;
            let name = draft.as_ref().map_err(Clone::clone)?;
            let org = repo::find_by_name(work.c, name.as_str())?.ok_or_else(|| no_such(name.as_str()))?;
            if org == OrgKey::FIRST {
                return Err(Refusal::Conflict(Conflict::BuiltIn).into());
            }
            let shown = repo::name(work.c, org)?.unwrap_or_default();
            repo::leave(work.c, org, work.now)?;
            let mut changes = Changes::default();
            changes.lost("name", shown.as_str());
            let event = Event { name: "org.deleted", target: target(org, &shown), changes };
            work.record_for(OrgKey::FIRST, &Actor::of(caller), &event)?;
            work.changed(OrgKey::FIRST, "org", id_in_audit(org), "deleted", 0)?;
            Ok(org)
        })
        .await?;
    if let Err(refusal) = clear::clear(directory, request, org).await {
        tracing::warn!(request = %request.id, %refusal, "rows of a deleted organisation are left; the next round goes on");
    }
    Ok(())
}
