//! Updating policies.

use model::{Conflict, Privilege, Refusal};

use super::policy::told;
use super::{Policy, RulesEdit, repo};
use crate::audit::Event;
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request};

/// What is to change of a policy; what is not said stays.
#[derive(Clone, Debug, Default)]
pub struct PolicyEdit {
    /// For people to read.
    pub description: Option<Option<String>>,
    /// What it asks for.
    pub rules: RulesEdit,
}

/// Changes the policy of this name. What is equal to what stands changes nothing. Passwords that are set already stay.
///
/// Refuses `Forbidden` without `policies.manage`; `NotFound` for none; `Conflict` for a predefined one; `Invalid` for
/// rules that no password can meet and for a description that is too long.
pub async fn update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(String, PolicyEdit)>,
) -> Result<Policy, Refusal> {
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::PoliciesManage)?;
            let (name, edit) = draft.as_ref().map_err(Clone::clone)?;
            let before = repo::addressed(work.c, caller.org(), name)?;
            change(work, caller, before, edit)
        })
        .await
}

fn change(work: &mut Work<'_>, caller: &Caller, before: Policy, edit: &PolicyEdit) -> Step<Policy> {
    let org = caller.org();
    let mut after = before.clone();
    if let Some(description) = &edit.description {
        after.description.clone_from(description);
    }
    after.rules = edit.rules.of(before.rules);
    let changes = told(Some(&before), Some(&after));
    if changes.is_empty() {
        return Ok(before);
    }
    if before.predefined {
        return Err(Refusal::Conflict(Conflict::BuiltIn).into());
    }
    after.check()?;
    after.version += 1;
    repo::update(work.c, org, &after)?;
    let target = after.target(org);
    let id = target.id;
    work.record(caller, &Event { name: "policy.updated", target, changes })?;
    work.changed(org, "policy", id, "updated", after.version)?;
    Ok(after)
}
