use ::wire::{Call, Response};
use directory::Draft;
use directory::tokens::{self, Whose};
use model::Refusal;

use super::{Pam360, numbered};
use crate::mapping;
use crate::wire::NewAuthtoken;

/// O2, `PUT /user/regenerateAuthtoken`, contract sections 5.4 and 6: the caller's own token, which ends at once.
pub async fn regenerate_own(pam: Pam360, call: Call) -> Result<Response, Refusal> {
    regenerate(pam, call, Ok(Whose::Own)).await
}

/// O18, `PUT /user/{USERID}/regenerateAuthtoken`, contract sections 5.4 and 6: also of a user whose token has ended or who
/// has none yet.
pub async fn regenerate_of(pam: Pam360, call: Call) -> Result<Response, Refusal> {
    let whose = numbered(&call).map(Whose::Of);
    regenerate(pam, call, whose).await
}

async fn regenerate(pam: Pam360, mut call: Call, whose: Draft<Whose>) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let terms = mapping::terms_of(&pam.settings);
    let issued = tokens::regenerate(&pam.directory, &call.request, &credential, whose, terms).await?;
    let details = NewAuthtoken { authtoken: issued.secret.reveal() };
    Ok(pam.wording.success(call.request.operation, "Authtoken regenerated successfully.", details))
}
