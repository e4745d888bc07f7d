//! Bringing users in from an auth source.

use std::sync::Arc;

use model::{Conflict, Origin, Privilege, Refusal, Rule, SourceId, SourceKey, UserKey, UserView};

use super::create::{Prepared, prepare};
use super::insert::{Drawn, insert};
use super::new::NewUser;
use super::rules::RuleBook;
use super::update::{Edit, change};
use super::{Parts, UserRef};
use crate::numbers::{SHARED, Series};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request, sources};

/// The most users of one import: nobody else writes meanwhile.
const MOST_AT_ONCE: usize = 1_000;

/// One user of an import.
#[derive(Clone)]
pub enum Import {
    /// Not here yet.
    New(Box<NewUser>),
    /// Here already, from the same source, and to be changed.
    Known(UserRef, Edit),
}

/// One that is ready to be written.
enum Ready {
    New(Box<Prepared>),
    Known(UserRef, Edit),
}

/// Brings in all of `draft` from the auth source, or none of them; answers in its order. Their passwords are asked there
/// from now on.
///
/// Refuses as [`super::create`] and [`super::update`] do, `NotFound` for no such source, `Invalid` for a password and for
/// more than 1,000 users, and `Conflict` for a user who is here and not from this source.
pub async fn import(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(SourceId, Vec<Import>)>,
) -> Result<Vec<UserView>, Refusal> {
    let ready = Arc::new(match draft {
        Ok((_, imports)) if imports.len() > MOST_AT_ONCE => {
            Err(Refusal::invalid("users", Rule::TooMany { max: MOST_AT_ONCE }))
        }
        Ok((source, imports)) => Ok((source, get_ready(directory, request, imports).await?)),
        Err(refusal) => Err(refusal),
    });
    let rules = RuleBook::of(directory);
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::UsersManage)?;
            let (source, ready) = ready.as_ref().as_ref().map_err(Clone::clone)?;
            let (source, _) = sources::repo::addressed(work.c, caller.org(), *source)?;
            for one in ready {
                if let Ready::New(new) = one {
                    rules.check(work.c, caller.org(), std::slice::from_ref(&new.user))?;
                }
            }
            bring_in(work, caller, source.key, ready)
        })
        .await
}

/// Draws what new users need. No password is hashed: none is taken.
async fn get_ready(
    directory: &Directory,
    request: &Request,
    imports: Vec<Import>,
) -> Result<Vec<Ready>, Refusal> {
    let mut ready = Vec::with_capacity(imports.len());
    for one in imports {
        ready.push(match one {
            Import::Known(user, edit) => Ready::Known(user, edit),
            Import::New(user) => {
                let user = NewUser { origin: Origin::External(None), ..*user };
                let (prepared, _) = prepare(directory, request, vec![(user, None)]).await?;
                Ready::New(Box::new(prepared.into_iter().next().ok_or(Refusal::Internal)?))
            }
        });
    }
    Ok(ready)
}

fn bring_in(work: &mut Work<'_>, caller: &Caller, source: SourceKey, ready: &[Ready]) -> Step<Vec<UserView>> {
    let count = ready.iter().filter(|one| matches!(one, Ready::New(_))).count();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let mut keys = work.numbers(SHARED, Series::UserKey, count)?..;
    let mut numbers = work.numbers(caller.org(), Series::User, count)?..;
    let mut views = Vec::with_capacity(ready.len());
    for one in ready {
        views.push(match one {
            Ready::New(new) => {
                let (key, number) = keys.next().zip(numbers.next()).ok_or(Refusal::Internal)?;
                let drawn = Drawn { key: UserKey(key), number, origin: Origin::Imported(source) };
                insert(work, caller, new, drawn, Some(Parts::ALL))?.view.ok_or(Refusal::Internal)?
            }
            Ready::Known(user, edit) => {
                let user = user.find(work.c, caller.org())?;
                if user.origin.source() != Some(source) {
                    return Err(
                        Refusal::Conflict(Conflict::State("the user is not from this auth source")).into()
                    );
                }
                change(work, caller, user, edit, None)?.view
            }
        });
    }
    Ok(views)
}
