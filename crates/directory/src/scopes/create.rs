//! Creating scopes.

use model::{Noun, Privilege, Refusal, Scope, ScopeId, ScopeName, text};

use super::repo;
use crate::audit::{Changes, Event, Target};
use crate::numbers::{SHARED, next_of_few};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// A scope about to be made.
#[derive(Clone, Debug)]
pub struct NewScope {
    /// Its name.
    pub name: ScopeName,
    /// For people to read.
    pub description: Option<String>,
    /// The traversal specs, as sent.
    pub specs: serde_json::Value,
}

/// Creates a scope. Refuses `Forbidden` without `grants.manage`, `Exists` for a name that is taken, `Invalid` for a text
/// that is too long.
pub async fn create(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<NewScope>,
) -> Result<Scope, Refusal> {
    let id = ScopeId(directory.outside().id());
    directory
        .write_as(request, credential, move |work, caller| -> Step<Scope> {
            caller.may(Privilege::GrantsManage)?;
            let new = draft.as_ref().map_err(Clone::clone)?;
            check(new.description.as_deref())?;
            let scope = Scope {
                id,
                name: new.name.clone(),
                description: new.description.clone(),
                specs: new.specs.clone(),
                created: work.now,
                created_by: caller.id(),
                updated: work.now,
                updated_by: caller.id(),
                version: 1,
            };
            let largest = repo::largest(work.c)?;
            let key = next_of_few(work.c, SHARED, "scope_key", largest)?;
            if !repo::insert(work.c, caller.org(), key, &scope)? {
                return Err(Refusal::Exists { what: Noun::Scope, name: scope.name.to_string() }.into());
            }
            let mut changes = Changes::default();
            changes.set("name", scope.name.as_str());
            changes.set("description", scope.description.clone());
            changes.set("specs", scope.specs.to_string());
            work.record(caller, &Event { name: "scope.created", target: target(&scope), changes })?;
            work.changed(caller.org(), "scope", id.0, "created", scope.version)?;
            Ok(scope)
        })
        .await
}

pub(super) fn check(description: Option<&str>) -> Result<(), Refusal> {
    description
        .map_or(Ok(()), |description| text::check(description, text::MAX_TEXT))
        .map_err(|rule| Refusal::invalid("description", rule))
}

/// How the audit names a scope.
pub(super) fn target(scope: &Scope) -> Target {
    Target { kind: "scope", id: scope.id.0, name: scope.name.to_string() }
}
