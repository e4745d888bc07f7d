//! Deleting policies.

use model::{Conflict, Privilege, Refusal, fold};

use super::policy::told;
use super::repo;
use crate::audit::Event;
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// Deletes the policy of this name. Passwords that are set already stay.
///
/// Refuses `Forbidden` without `policies.manage`; `NotFound` for none; `Conflict` for a predefined one, and for the one
/// that this server holds every password to.
pub async fn delete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    name: Draft<String>,
) -> Result<(), Refusal> {
    let uniform = directory.uniform_policy().map(fold::key);
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::PoliciesManage)?;
            let (org, name) = (caller.org(), name.as_ref().map_err(Clone::clone)?);
            let policy = repo::addressed(work.c, org, name)?;
            if policy.predefined {
                return Err(Refusal::Conflict(Conflict::BuiltIn).into());
            }
            if uniform.as_deref() == Some(policy.name.key()) {
                return Err(Refusal::Conflict(Conflict::State("it is the policy of all passwords")).into());
            }
            repo::delete(work.c, org, policy.number)?;
            let (target, changes) = (policy.target(org), told(Some(&policy), None));
            let id = target.id;
            work.record(caller, &Event { name: "policy.deleted", target, changes })?;
            work.changed(org, "policy", id, "deleted", policy.version + 1)
        })
        .await
}
