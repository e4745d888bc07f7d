//! Listing roles.

use model::{Privilege, Refusal, Role};

use super::repo;
use crate::{Credential, Directory, Request};

/// All roles of the caller's organisation, by number. Refuses `Forbidden` without `directory.read`.
pub async fn list(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Vec<Role>, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            Ok(repo::all(c, caller.org())?)
        })
        .await
}
