//! Listing policies.

use model::{Privilege, Refusal};

use super::{Policy, repo};
use crate::{Credential, Directory, Request};

/// All policies of the caller's organisation, by number; a hundred at most. Refuses `Forbidden` without `directory.read`.
pub async fn list(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Vec<Policy>, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            Ok(repo::all(c, caller.org())?)
        })
        .await
}
