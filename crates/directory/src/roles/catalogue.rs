//! The catalogue of privileges.

use model::{Privilege, Refusal};

use crate::{Credential, Directory, Request};

/// Every privilege there is. Refuses `Forbidden` without `directory.read`.
pub async fn catalogue(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<&'static [Privilege], Refusal> {
    directory
        .glance_as(request, credential, |_, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            Ok(Privilege::ALL)
        })
        .await
}
