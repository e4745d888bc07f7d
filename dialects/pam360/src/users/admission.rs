use ::wire::{Call, Response};
use directory::Draft;
use directory::users::{self, Change, Edit, NewLock, UserRef};
use model::Refusal;

use super::{Pam360, input};
use crate::input::{InputError, Query};
use crate::mapping;

/// O6, `PUT /user/lock`, contract section 6: keeps a user out until he is unlocked, with the caller's name as the reason.
/// Who is locked stays so, reason and all.
pub async fn lock(pam: Pam360, call: Call) -> Result<Response, Refusal> {
    set(pam, call, Change::Lock(Some(NewLock::default())), "User locked successfully").await
}

/// O7, `PUT /user/unlock`, contract section 6: ends any lock, whoever set it. Who is not locked stays so.
pub async fn unlock(pam: Pam360, call: Call) -> Result<Response, Refusal> {
    set(pam, call, Change::Lock(None), "User unlocked successfully").await
}

/// O15, `PUT /user/enable`, contract section 6: ends no lock.
pub async fn enable(pam: Pam360, call: Call) -> Result<Response, Refusal> {
    set(pam, call, Change::Enabled(true), "User enabled successfully").await
}

/// O15, `PUT /user/disable`, contract section 6.
pub async fn disable(pam: Pam360, call: Call) -> Result<Response, Refusal> {
    set(pam, call, Change::Enabled(false), "User disabled successfully").await
}

async fn set(
    pam: Pam360,
    mut call: Call,
    change: Change,
    message: &'static str,
) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let user = addressed(&mut call).await?;
    let draft = user.map(|user| (user, Edit::Said(vec![change])));
    users::update(&pam.directory, &call.request, &credential, draft, None).await?;
    Ok(pam.wording.acknowledgement(call.request.operation, message))
}

/// The user that the query names, else `INPUT_DATA`. With a name in the query the body is passed over, whatever it and
/// its content type are: clients send an empty one as JSON. Input that cannot be read is refused before anybody is asked
/// who calls.
async fn addressed(call: &mut Call) -> Result<Draft<UserRef>, Refusal> {
    match mapping::named(&Query::new(call.uri.query())) {
        Ok(Some(login)) => return Ok(Ok(UserRef::Login(login))),
        Ok(None) => {}
        Err(refusal) => return Ok(Err(refusal)),
    }
    match input(call).await? {
        Ok(details) => Ok(mapping::addressed(&details)),
        Err(InputError::NoInput) => Ok(Err(mapping::nobody_named())),
        Err(unreadable) => Err(unreadable.into()),
    }
}
