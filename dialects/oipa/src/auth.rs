//! Reading the credential: Basic on every call, no session (section 3).

use ::wire::{Head, credentials};
use directory::passwords::Password;
use directory::{Credential, Directory, sessions};
use model::Refusal;

use crate::quirks;

/// The credential of whoever the header names, good for this request; none for a header that is missing or cannot be
/// read. Refuses whoever cannot sign in.
pub(crate) async fn credential(directory: &Directory, head: &Head) -> Result<Credential, Refusal> {
    let Ok(Some(basic)) = credentials::basic(&head.headers) else { return Ok(Credential::None) };
    let basic = quirks::unwrapped(basic);
    sessions::by_password(directory, &head.request, &basic.login, Password::new(basic.password)).await
}
