//! Deleting scopes.

use model::{Conflict, Privilege, Refusal, ScopeId};

use super::create::target;
use super::repo;
use crate::audit::{Changes, Event};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// Deletes those of `ids` that exist, all or none; others are passed over.
///
/// Refuses `Forbidden` without `grants.manage`, `Conflict` for a scope that a grant is on.
pub async fn delete_many(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    ids: Draft<Vec<ScopeId>>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::GrantsManage)?;
            for id in ids.as_ref().map_err(Clone::clone)? {
                let Some(scope) = repo::find(work.c, caller.org(), *id)? else { continue };
                if repo::is_used(work.c, *id)? {
                    return Err(Refusal::Conflict(Conflict::State("A permission uses the scope.")).into());
                }
                repo::delete(work.c, caller.org(), *id)?;
                let mut changes = Changes::default();
                changes.lost("name", scope.name.as_str());
                changes.lost("description", scope.description.clone());
                changes.lost("specs", scope.specs.to_string());
                work.record(caller, &Event { name: "scope.deleted", target: target(&scope), changes })?;
                work.changed(caller.org(), "scope", id.0, "deleted", scope.version + 1)?;
            }
            Ok(())
        })
        .await
}
