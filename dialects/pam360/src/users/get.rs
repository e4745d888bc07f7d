use ::wire::{Call, Response};
use directory::Draft;
use directory::users::{self, UserRef};
use model::Refusal;

use super::{Pam360, numbered};
use crate::input::Query;
use crate::mapping::{self, PARTS};
use crate::routes::name;
use crate::wire::UserNumber;

/// O3, `GET /user/getUserId?USERNAME=`, contract section 6: any caller may ask.
pub async fn number(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let named = mapping::named(&Query::new(call.uri.query()));
    let login = named.and_then(|login| login.ok_or_else(mapping::nobody_named));
    let number = users::number_of(&pam.directory, &call.request, &credential, login).await?;
    let details = UserNumber { user_id: number.to_string() };
    Ok(pam.wording.success(call.request.operation, "User ID fetched successfully", details))
}

/// O12, `GET /user/{USERID}`, contract section 6.
pub async fn by_number(pam: Pam360, call: Call) -> Result<Response, Refusal> {
    let user = numbered(&call);
    show(pam, call, user).await
}

/// O13, `GET /user/username/{USERNAME}`, contract section 6.
pub async fn by_name(pam: Pam360, call: Call) -> Result<Response, Refusal> {
    let user = call.parameter("USERNAME").and_then(mapping::called);
    show(pam, call, user).await
}

/// One user, whichever way he is addressed.
pub(super) async fn show(pam: Pam360, mut call: Call, user: Draft<UserRef>) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let view = users::get(&pam.directory, &call.request, &credential, user, PARTS).await?;
    let user = pam.shown(&view).user();
    Ok(pam.wording.success(name::GET_USER_DETAILS, "User details fetched successfully", user))
}
