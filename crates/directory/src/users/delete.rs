//! Deleting users.

use model::{Noun, Privilege, Refusal, User, UserId};

use super::{UserRef, repo};
use crate::audit::{Changes, Event, Target};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request, authority};

/// Deletes the user addressed, with its tokens, memberships and grants; its login is free at once, its id and number
/// never come again.
///
/// Refuses `Forbidden` without `users.manage`, `NotFound` for none, `Conflict` for the caller himself and for the last
/// active administrator.
pub async fn delete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    user: Draft<UserRef>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::UsersManage)?;
            let user = user.as_ref().map_err(Clone::clone)?.find(work.c, caller.org())?;
            delete_one(work, caller, &user)
        })
        .await
}

/// Deletes those of `ids` that exist, all or none. Refuses as [`delete`], and `NotFound` when none of them exists.
pub async fn delete_many(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    ids: Draft<Vec<UserId>>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::UsersManage)?;
            let ids = ids.as_ref().map_err(Clone::clone)?;
            let mut deleted = 0;
            for id in ids {
                if let Some(user) = repo::find_by_id(work.c, caller.org(), *id)? {
                    delete_one(work, caller, &user)?;
                    deleted += 1;
                }
            }
            match ids.first() {
                Some(id) if deleted == 0 => Err(Refusal::no_such(Noun::User, id.to_string()).into()),
                _ => Ok(()),
            }
        })
        .await
}

/// Deletes this one. Refuses `Conflict` as [`delete`] does.
pub(crate) fn delete_one(work: &mut Work<'_>, caller: &Caller, user: &User) -> Step<()> {
    authority::protect(work.c, caller, user.org, user.key, work.now)?;
    repo::delete(work.c, user)?;
    let mut changes = Changes::default();
    changes.lost("login", user.login.as_str());
    changes.lost("number", user.number);
    for (field, value) in [
        ("given", &user.given),
        ("family", &user.family),
        ("display", &user.display),
        ("personnel_number", &user.personnel_number),
        ("department", &user.department),
        ("location", &user.location),
        ("locale", &user.locale),
        ("gender", &user.gender),
    ] {
        changes.lost(field, value.clone());
    }
    changes.lost("enabled", user.enabled);
    let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
    work.record(caller, &Event { name: "user.deleted", target, changes })?;
    work.changed(user.org, "user", user.id.0, "deleted", user.version + 1)
}
