//! O8 and O9: passwords that are nobody's yet (contract section 6). Any caller may ask.

use ::wire::{Call, Response};
use directory::policies;
use model::{Noun, Refusal, Rule};

use crate::mapping;
use crate::users::{Pam360, input};
use crate::wire::DrawnPassword;

/// O8, `GET /passwords/generate`: one that the policy accepts.
pub async fn generate(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let policy = mapping::drawn_by(&input(&mut call).await??);
    let drawn = policies::generate(&pam.directory, &call.request, &credential, policy).await?;
    let details = DrawnPassword { password: drawn.as_str() };
    Ok(pam.wording.success(call.request.operation, "Password generated successfully", details))
}

/// O9, `POST /passwords/validate`: whether the policy accepts one; else `E_POLICY` with the first rule that it breaks.
pub async fn validate(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let draft = mapping::to_check(&input(&mut call).await??);
    let checked = policies::check(&pam.directory, &call.request, &credential, draft).await;
    checked.map_err(|refusal| match refusal {
        Refusal::NotFound { what: Noun::Policy, .. } => {
            Refusal::invalid(mapping::PASSWORD_POLICY, Rule::UnknownValue)
        }
        other => other,
    })?;
    Ok(pam.wording.acknowledgement(call.request.operation, "Valid"))
}
