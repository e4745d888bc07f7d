//! Taking a second factor away, so that its user enrols anew.

use model::{Privilege, Refusal, UserView};

use super::{repo, take};
use crate::audit::{Changes, Event, Target};
use crate::users::{Parts, UserRef, repo as users};
use crate::{Credential, Directory, Draft, Request, authority, throttle, tokens};

/// Takes away the secret of the user addressed, ends his sign-in sessions (but the caller's own) and opens the door that wrong
/// codes have closed. Where he had none, nothing is changed but that door. Answers the user.
///
/// Refuses `Forbidden` without `users.manage`, and when the user holds a privilege that the caller does not (rule G: who
/// knows his password could then enrol for him); `NotFound` for none.
pub async fn reset(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    user: Draft<UserRef>,
    parts: Parts,
) -> Result<UserView, Refusal> {
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::UsersManage)?;
            let user = user.as_ref().map_err(Clone::clone)?.find(work.c, caller.org())?;
            caller.may_give(authority::lasting(work.c, user.key, work.now)?)?;
            throttle::reopen(work.c, user.org, &take::name_of(&user))?;
            if repo::delete(work.c, user.key)? {
                let own = caller.token().filter(|_| caller.key() == Some(user.key));
                tokens::repo::delete_sessions_but(work.c, user.key, own.map(|token| token.digest))?;
                let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
                let event = Event { name: "second_factor.reset", target, changes: Changes::default() };
                work.record(caller, &event)?;
            }
            Ok(users::with_parts(work.c, user, parts)?)
        })
        .await
}
