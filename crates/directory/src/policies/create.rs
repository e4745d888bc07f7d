//! Creating policies.

use model::{Noun, PolicyName, Privilege, Refusal, Rule};

use super::policy::told;
use super::{Policy, repo};
use crate::audit::Event;
use crate::numbers::next_of_few;
use crate::passwords::PolicyRules;
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request};

/// The most policies of an organisation.
const MOST: usize = 100;

/// A policy about to be made.
#[derive(Clone, Debug)]
pub struct NewPolicy {
    /// Its name.
    pub name: PolicyName,
    /// For people to read.
    pub description: Option<String>,
    /// What it asks for.
    pub rules: PolicyRules,
}

/// Creates a policy.
///
/// Refuses `Forbidden` without `policies.manage`; `Exists` for a name that is taken; `Invalid` for rules that no password
/// can meet, for a description that is too long, and for the hundred and first policy.
pub async fn create(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<NewPolicy>,
) -> Result<Policy, Refusal> {
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::PoliciesManage)?;
            insert(work, caller, draft.as_ref().map_err(Clone::clone)?)
        })
        .await
}

fn insert(work: &mut Work<'_>, caller: &Caller, new: &NewPolicy) -> Step<Policy> {
    let org = caller.org();
    let standing = repo::all(work.c, org)?;
    if standing.len() >= MOST {
        return Err(Refusal::invalid("policies", Rule::TooMany { max: MOST }).into());
    }
    let largest = standing.last().map_or(0, |policy| policy.number);
    let policy = Policy {
        number: next_of_few(work.c, org, "policy", largest)?,
        name: new.name.clone(),
        description: new.description.clone(),
        rules: new.rules,
        predefined: false,
        version: 1,
    };
    policy.check()?;
    if !repo::insert(work.c, org, &policy)? {
        return Err(Refusal::Exists { what: Noun::Policy, name: new.name.to_string() }.into());
    }
    let (target, changes) = (policy.target(org), told(None, Some(&policy)));
    let id = target.id;
    work.record(caller, &Event { name: "policy.created", target, changes })?;
    work.changed(org, "policy", id, "created", policy.version)?;
    Ok(policy)
}
