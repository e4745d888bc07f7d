//! Many users joining and leaving one group.

use model::{Group, Privilege, Refusal, Rule, User};

use super::GroupRef;
use super::membership::{begin, end};
use crate::run::{Step, Work};
use crate::users::UserRef;
use crate::{Caller, Credential, Directory, Draft, Request, authority};

/// The most users of one call: each is several rows of one transaction, which others wait for.
const MOST_AT_ONCE: usize = 1_000;

/// Makes all of these users members from now on, open, or none of them. Whoever is in force stays so.
///
/// Refuses `Forbidden` without `users.manage`, or when the group gives a privilege the caller does not hold; `NotFound` for
/// the group and for any of the users; `Invalid` for more than a thousand of them.
pub async fn associate(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(GroupRef, Vec<UserRef>)>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            let (group, users) = named(work, caller, &draft)?;
            let mut joined = 0;
            for user in &users {
                joined += i64::from(begin(work, caller, &group, user, joined)?);
            }
            if joined > 0 {
                caller.may_give(authority::of_group(work.c, group.key)?)?;
            }
            Ok(())
        })
        .await
}

/// Ends the membership of all of these users, or of none. Who is in no such group stays as he is.
///
/// Refuses `Forbidden` without `users.manage`; `NotFound` for the group and for any of the users; `Conflict` where the
/// caller would end his own administration or the last one; `Invalid` for more than a thousand users.
pub async fn dissociate(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(GroupRef, Vec<UserRef>)>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            let (group, users) = named(work, caller, &draft)?;
            authority::undemoted(work, caller, |work| {
                users.iter().try_for_each(|user| end(work, caller, &group, user))
            })
        })
        .await
}

fn named(
    work: &mut Work<'_>,
    caller: &Caller,
    draft: &Draft<(GroupRef, Vec<UserRef>)>,
) -> Step<(Group, Vec<User>)> {
    caller.may(Privilege::UsersManage)?;
    let (group, users) = draft.as_ref().map_err(Clone::clone)?;
    if users.len() > MOST_AT_ONCE {
        return Err(Refusal::invalid("users", Rule::TooMany { max: MOST_AT_ONCE }).into());
    }
    let group = group.find_addressed(work.c, caller.org())?;
    let users = users.iter().map(|user| user.find_named(work.c, caller.org()));
    Ok((group, users.collect::<Step<_>>()?))
}
