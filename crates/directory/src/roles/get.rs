//! Reading one role.

use model::{Noun, Privilege, Refusal, Role};

use super::repo;
use crate::{Credential, Directory, Draft, Request};

/// The role of this name, compared without case. Refuses `Forbidden` without `directory.read`, `NotFound` for none.
pub async fn get(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    name: Draft<String>,
) -> Result<Role, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            let name = name.as_ref().map_err(Clone::clone)?;
            repo::addressed(c, caller.org(), name)
        })
        .await
}

/// The role of this name that the caller holds, himself or through a group he is in force in, on whatever objects. Any
/// caller may ask. Refuses `NotFound` for one that he does not hold, whether there is such a role or not.
pub async fn own(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    name: Draft<String>,
) -> Result<Role, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, now| {
            let name = name.as_ref().map_err(Clone::clone)?;
            let role = repo::find_by_name(c, caller.org(), name)?;
            let held = match (&role, caller.key()) {
                (Some(role), Some(user)) => repo::is_held(c, user, role.key, now)?,
                (None, _) | (_, None) => false,
            };
            Ok(role.filter(|_| held).ok_or_else(|| Refusal::no_such(Noun::Role, name.as_str()))?)
        })
        .await
}
