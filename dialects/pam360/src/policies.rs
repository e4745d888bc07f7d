//! O20: password policies (contract sections 6 and 7.5).

use ::wire::{Call, Response};
use directory::policies;
use model::Refusal;

use crate::mapping;
use crate::users::Pam360;

/// `GET /passwordpolicies`: all of them, by number.
pub async fn list(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let found = policies::list(&pam.directory, &call.request, &credential).await?;
    let total = found.len() as u64;
    let rows = found.iter().map(mapping::policy).collect();
    Ok(pam.wording.page(call.request.operation, "Password policies fetched successfully", rows, total))
}
