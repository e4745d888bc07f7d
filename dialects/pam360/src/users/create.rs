use ::wire::{Call, Response};
use directory::{TokenSecret, users};
use model::Refusal;

use super::{Pam360, input};
use crate::mapping;
use crate::wire::CreatedUser;

/// O1, `POST /user`, contract section 7: a person, or a program with a token. Input that cannot be read is refused before
/// anybody is asked who calls.
pub async fn create(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let details = input(&mut call).await??;
    let user = mapping::new_user(&details, &pam.settings, pam.directory.now());
    let message = user.as_ref().map(|user| format!("User {} has been added successfully.", user.login));
    let message = message.unwrap_or_default();
    let draft = user.map(|user| vec![user]);
    let created = users::create(&pam.directory, &call.request, &credential, draft, None).await?;
    let created = created.first().ok_or(Refusal::Internal)?;
    let details = CreatedUser {
        authtoken: created.token.as_ref().map(TokenSecret::reveal),
        user_id: created.number.to_string(),
    };
    Ok(pam.wording.success(call.request.operation, &message, details))
}
