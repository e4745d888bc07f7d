//! A password with each call.

use model::{Refusal, UserKey};

use super::prove::{admit, key_of, prove, reason};
use crate::audit::{Actor, Changes, Event, Target};
use crate::passwords::{Password, PasswordRefused};
use crate::run::{Step, Work};
use crate::users::repo as users;
use crate::{Credential, Directory, Request};

/// The place of the sign-in among the events of its request: the call itself is a second commit, whose events begin at 0.
const BEFORE_THE_CALL: i64 = -1;

/// The credential of whoever has this login and password, good for one request.
///
/// A pair that was right less than a minute ago is not hashed again, as long as the user has this login and this version
/// of the password still: another node may have changed either. Whether he may come in is asked in every request all the
/// same, so a user who was disabled is refused at once. A pair that an auth source takes is asked there each time, and its
/// event is written once a minute. Refuses as [`super::open`] does.
pub async fn by_password(
    directory: &Directory,
    request: &Request,
    login: &str,
    password: Result<Password, PasswordRefused>,
) -> Result<Credential, Refusal> {
    let login_key = key_of(login);
    let remembered = directory.remembered();
    let proof = match &password {
        Ok(password) => remembered.proof(request.host_text(), &login_key, password.as_bytes()),
        Err(_) => None,
    };
    if let Some((user, version)) = proof.and_then(|proof| remembered.recall(&proof, directory.now()))
        && is_his(directory, request, user, version, &login_key).await?
    {
        return Ok(Credential::Password { user, version });
    }
    let proved = std::sync::Arc::new(prove(directory, request, &login.into(), password).await?);
    // What an auth source takes now, nothing here would tell that it takes no more.
    let kept_here = proved.is_kept_here();
    let (limits, knows) = (directory.throttle(), directory.clone());
    let alone = directory.other_doors().alone(None);
    let (user, is_new) = directory
        .write_plainly(request, move |work| -> Step<_> {
            let user = admit(work, &proved, &login_key, limits, alone)?.user;
            let is_new = kept_here || !knows.remembered().is_recorded(user.key, work.now);
            if is_new {
                work.events = BEFORE_THE_CALL;
                record(work, &user)?;
            }
            Ok((user, is_new))
        })
        .await
        .inspect_err(|refusal| directory.count_failure(request, login.to_owned(), reason(refusal)))?;
    if let Some(proof) = proof.filter(|_| kept_here) {
        remembered.remember(proof, user.key, user.password_version, directory.now());
    }
    if is_new && !kept_here {
        remembered.record(user.key, directory.now());
    }
    Ok(Credential::Password { user: user.key, version: user.password_version })
}

/// Whether what was remembered is so still.
async fn is_his(
    directory: &Directory,
    request: &Request,
    user: UserKey,
    version: i64,
    login_key: &str,
) -> Result<bool, Refusal> {
    let (login_key, asked) = (login_key.to_owned(), request.clone());
    directory
        .glance_plainly(request, move |c| {
            users::has_password(c, (user, version), &login_key, asked.host_text())
        })
        .await
}

fn record(work: &mut Work<'_>, user: &model::User) -> Step<()> {
    let actor = Actor { id: Some(user.id), login: user.login.to_string(), credential: None };
    let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
    let mut changes = Changes::default();
    changes.set("kind", "password");
    work.record_for(user.org, &actor, &Event { name: "auth.succeeded", target, changes })
}
