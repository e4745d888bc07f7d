//! Reading scopes and templates of traversal specs.

use model::{Noun, Privilege, Refusal, Scope, ScopeId, TraversalSpec};

use super::repo;
use crate::{Credential, Directory, Draft, Request};

/// The scope of this id. Refuses `Forbidden` without `directory.read`, `NotFound` for none.
pub async fn get(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    id: Draft<ScopeId>,
) -> Result<Scope, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            let id = id.as_ref().map_err(Clone::clone)?;
            let scope = repo::find(c, caller.org(), *id)?;
            Ok(scope.ok_or_else(|| Refusal::no_such(Noun::Scope, id.to_string()))?)
        })
        .await
}

/// All scopes of the caller's organisation, by name. Refuses `Forbidden` without `directory.read`.
pub async fn list(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Vec<Scope>, Refusal> {
    directory
        .read_as(request, credential, |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            Ok(repo::all(c, caller.org())?)
        })
        .await
}

/// All templates of traversal specs, by name. Refuses `Forbidden` without `directory.read`.
pub async fn traversal_specs(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Vec<TraversalSpec>, Refusal> {
    directory
        .read_as(request, credential, |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            Ok(repo::templates(c, caller.org())?)
        })
        .await
}
