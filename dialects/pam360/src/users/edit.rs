use ::wire::{Call, Response};
use directory::Draft;
use directory::users::{self, Edit, Updated};
use model::{Invalid, Refusal};

use super::{Pam360, input, numbered};
use crate::input::Details;
use crate::mapping;

/// O14, `PUT /user/{USERID}`, contract section 6.3: what is named changes, and what is as it is printed stays.
pub async fn edit(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let updated = update(&pam, &mut call, |details| Ok(mapping::edit(details, &pam.settings))).await?;
    let message = format!("User {} modified successfully", updated.view.user.login);
    Ok(pam.wording.acknowledgement(call.request.operation, &message))
}

/// O16, `PUT /user/{USERID}/role`, contract section 6.
pub async fn change_role(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    update(&pam, &mut call, |details| mapping::new_role(details, &pam.settings)).await?;
    Ok(pam.wording.acknowledgement(call.request.operation, "User role changed successfully"))
}

/// O17, `PUT /user/{USERID}/password`, contract section 6: held to the policy that is kept of the user.
pub async fn change_password(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let changed = update(&pam, &mut call, |details| Ok(mapping::new_password(details, &pam.settings)));
    changed.await.map_err(under_its_own_name)?;
    Ok(pam.wording.acknowledgement(call.request.operation, "Password changed successfully"))
}

/// Changes the user whose number stands in the path. Input that cannot be read is refused before anybody is asked who
/// calls.
async fn update(
    pam: &Pam360,
    call: &mut Call,
    edit: impl FnOnce(Details) -> Draft<Edit>,
) -> Result<Updated, Refusal> {
    let credential = pam.credential(call);
    let details = input(call).await??;
    let draft = numbered(call).and_then(|user| Ok((user, edit(details)?)));
    users::update(&pam.directory, &call.request, &credential, draft, None).await
}

/// What the core refuses of a password, in the word of the operation that sets nothing else.
fn under_its_own_name(refusal: Refusal) -> Refusal {
    let renamed = |invalid: Invalid| match invalid.field.as_ref() {
        "password" => Invalid { field: "NEWPASSWORD".into(), ..invalid },
        _ => invalid,
    };
    match refusal {
        Refusal::Invalid(all) => Refusal::Invalid(all.into_iter().map(renamed).collect()),
        other => other,
    }
}
