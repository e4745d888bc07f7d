use ::wire::{Call, Response};
use directory::users;
use model::Refusal;

use super::{Pam360, numbered};

/// O5, `DELETE /user/{USERID}`, contract section 6: the name is free at once, the number never comes again.
pub async fn delete(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let user = numbered(&call);
    users::delete(&pam.directory, &call.request, &credential, user).await?;
    Ok(pam.wording.acknowledgement(call.request.operation, "User deleted successfully"))
}
