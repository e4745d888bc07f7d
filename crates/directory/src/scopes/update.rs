//! Updating scopes.

use model::{Noun, Privilege, Refusal, Scope, ScopeId, ScopeName};

use super::create::{check, target};
use super::repo;
use crate::audit::{Changes, Event};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request};

/// What is to change of a scope; what is not said stays.
#[derive(Clone, Debug, Default)]
pub struct ScopeEdit {
    /// Its name.
    pub name: Option<ScopeName>,
    /// For people to read.
    pub description: Option<Option<String>>,
    /// The traversal specs, as sent.
    pub specs: Option<serde_json::Value>,
}

/// Changes a scope. What is equal to what stands changes nothing.
///
/// Refuses `Forbidden` without `grants.manage`, `NotFound` for none, `Exists` for a name that is taken, `Invalid` for a
/// text that is too long.
pub async fn update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(ScopeId, ScopeEdit)>,
) -> Result<Scope, Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<Scope> {
            caller.may(Privilege::GrantsManage)?;
            let (id, edit) = draft.as_ref().map_err(Clone::clone)?;
            let before = repo::find(work.c, caller.org(), *id)?
                .ok_or_else(|| Refusal::no_such(Noun::Scope, id.to_string()))?;
            change(work, caller, before, edit)
        })
        .await
}

fn change(work: &mut Work<'_>, caller: &Caller, before: Scope, edit: &ScopeEdit) -> Step<Scope> {
    let mut after = before.clone();
    if let Some(name) = &edit.name {
        after.name = name.clone();
    }
    if let Some(description) = &edit.description {
        after.description.clone_from(description);
    }
    if let Some(specs) = &edit.specs {
        after.specs = specs.clone();
    }
    let mut changes = Changes::default();
    changes.both("name", before.name.as_str(), after.name.as_str());
    changes.both("description", before.description.clone(), after.description.clone());
    if before.specs != after.specs {
        changes.set("specs", after.specs.to_string());
    }
    if changes.is_empty() {
        return Ok(before);
    }
    check(after.description.as_deref())?;
    if repo::is_taken(work.c, caller.org(), &after.name, after.id)? {
        return Err(Refusal::Exists { what: Noun::Scope, name: after.name.to_string() }.into());
    }
    (after.updated, after.updated_by) = (work.now, caller.id());
    repo::update(work.c, caller.org(), &after)?;
    after.version += 1;
    work.record(caller, &Event { name: "scope.updated", target: target(&after), changes })?;
    work.changed(caller.org(), "scope", after.id.0, "updated", after.version)?;
    Ok(after)
}
