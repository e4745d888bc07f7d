//! Setting somebody's password.

use std::sync::Arc;

use db::Conn;
use model::{Origin, Privilege, Refusal, Rule, User};

use super::new::PasswordRule;
use super::rules::RuleBook;
use super::{UserRef, repo};
use crate::audit::{Changes, Event, Target};
use crate::passwords::{Password, Source, Standing, Verdict};
use crate::run::{Step, Work, busy};
use crate::{Caller, Credential, Directory, Draft, Request, authority, tokens};

/// Gives the user addressed another password (`one-record` section 5). The same again is no change. Otherwise the user's
/// sign-in sessions end, but for the one that made the change; API tokens stay; a lock ends where the user asked for it. Who
/// changes his own has made the change that he had to make first.
///
/// Refuses `Forbidden` without `users.manage`, or when the user holds a privilege the caller does not; `NotFound` for
/// none; `Invalid` for an external user and for a password that breaks its rule. What is stored is compared only after
/// all that.
pub async fn set_password(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(UserRef, Password, PasswordRule)>,
) -> Result<(), Refusal> {
    let rules = RuleBook::of(directory);
    let (draft, checked) = {
        let draft = Arc::new(draft);
        (Arc::clone(&draft), draft)
    };
    let stored = directory
        .read_as(request, credential, move |c, caller, now| {
            caller.may(Privilege::UsersManage)?;
            let (user, password, rule) = checked.as_ref().as_ref().map_err(Clone::clone)?;
            let user = allowed(c, caller, user, now)?;
            match rules.broken(password, rule, user.login.as_str()) {
                Some(broken) => Err(Refusal::Invalid(vec![broken]).into()),
                None => Ok(repo::password_of(c, user.key)?),
            }
        })
        .await?;
    let (user, password, _) = draft.as_ref().as_ref().map_err(Clone::clone)?;
    let source = request.address.map_or(Source::System, |address| Source::Peer(address, Standing::Unknown));
    let verdict = directory.pool().verify(source, password.clone(), stored).await.map_err(busy)?;
    if matches!(verdict, Verdict::Right { .. }) {
        return Ok(());
    }
    let salt = directory.outside().random();
    let hashed = Arc::new(directory.pool().hash(source, password.clone(), salt).await.map_err(busy)?);
    let user = user.clone();
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            let user = allowed(work.c, caller, &user, work.now)?;
            repo::set_password(work.c, user.key, &hashed, work.now)?;
            if caller.key() == Some(user.key) {
                repo::has_changed_password(work.c, user.key)?;
            }
            tokens::repo::delete_sessions_but(work.c, user.key, caller.token().map(|token| token.digest))?;
            record(work, caller, &user)
        })
        .await
}

/// Refuses whoever may not set this user's password, and users whose password is not kept here.
fn allowed(c: &mut dyn Conn, caller: &Caller, user: &UserRef, now: model::Timestamp) -> Step<User> {
    caller.may(Privilege::UsersManage)?;
    let user = user.find(c, caller.org())?;
    caller.may_give(authority::lasting(c, user.key, now)?)?;
    match user.origin {
        Origin::Local => Ok(user),
        Origin::External(_) => Err(Refusal::invalid("password", Rule::NotAllowed).into()),
    }
}

fn record(work: &mut Work<'_>, caller: &Caller, user: &User) -> Step<()> {
    let own = caller.key() == Some(user.key);
    let name = if own { "user.password_changed" } else { "user.password_set" };
    let mut changes = Changes::default();
    changes.set("password", "changed");
    let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
    work.record(caller, &Event { name, target, changes })?;
    work.changed(user.org, "user", user.id.0, "updated", user.version + 1)
}
