use ::wire::{Call, Response};
use directory::users::{self, UserRef};
use model::Refusal;

use super::{Pam360, get, optional_input};
use crate::input::Query;
use crate::mapping::{self, PARTS, Paging};

/// O11, `GET /user`, contract sections 6 and 6.2: every user by number, or those whom a search finds. With a `USERNAME` in
/// the query it is O13.
pub async fn list(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let named = mapping::named(&Query::new(call.uri.query()));
    if let Some(named) = named.transpose() {
        return get::show(pam, call, named.map(UserRef::Login)).await;
    }
    let credential = pam.credential(&mut call);
    let details = optional_input(&mut call).await?;
    let paging = Paging::read(details.as_ref(), &Query::new(call.uri.query()));
    let wanted = mapping::wanted_users(paging, &pam.settings, pam.directory.now());
    let found = users::list_numbered(&pam.directory, &call.request, &credential, wanted, PARTS).await?;
    let rows = found.users.iter().map(|view| pam.shown(view).user()).collect();
    Ok(pam.wording.page(call.request.operation, "Users fetched successfully", rows, found.total))
}
