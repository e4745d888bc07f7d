//! O19: roles (contract section 6).

use ::wire::{Call, Response};
use directory::roles;
use model::{Refusal, Role as Known};

use crate::users::Pam360;
use crate::wire::Role;

/// `GET /roles`: all of them, by number.
pub async fn list(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let found = roles::list(&pam.directory, &call.request, &credential).await?;
    let total = found.len() as u64;
    let rows = found.iter().map(role).collect();
    Ok(pam.wording.page(call.request.operation, "Roles fetched successfully", rows, total))
}

fn role(role: &Known) -> Role<'_> {
    Role {
        roleid: role.number.to_string(),
        rolename: role.name.as_str(),
        description: role.description.as_deref().unwrap_or_default(),
        roletype: if role.predefined { "Predefined" } else { "Custom" },
    }
}
