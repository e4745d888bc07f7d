//! The way back for an administrator who is locked out.

use model::{Noun, Refusal};

use super::repo;
use crate::audit::{Changes, Event, Target};
use crate::passwords::{Password, PolicyRules, Source};
use crate::run::{Step, busy};
use crate::{Credential, Directory, Request, throttle, tokens};

/// Sets a password drawn at random, enables and unlocks the user, opens its access window and every door that the
/// throttle closed, and ends its sign-in sessions. For the operator of this machine alone.
///
/// Refuses `NotFound` for nobody of that login.
pub async fn reset_administrator(
    directory: &Directory,
    request: &Request,
    login: &str,
) -> Result<Password, Refusal> {
    let rules = PolicyRules { min: 20, ..PolicyRules::NATIVE };
    let password = directory.draw_password(&rules);
    let salt = directory.outside().random();
    let stored = directory.pool().hash(Source::System, password.clone(), salt).await;
    let stored = stored.map_err(busy)?;
    let (stored, login) = (std::sync::Arc::new(stored), login.to_owned());
    directory
        .write_as(request, &Credential::System, move |work, caller| -> Step<()> {
            let user = repo::find_by_login(work.c, caller.org(), &login)?
                .ok_or_else(|| Refusal::no_such(Noun::User, login.clone()))?;
            work.c.send(
                "UPDATE users SET password = $2, password_version = password_version + 1, password_generated = 1,
                     password_changed = $3, enabled = 1, lock_since = NULL, lock_until = NULL, lock_reason = NULL,
                     window_from = NULL, window_until = NULL, external = 0, source_key = NULL, must_change = 0,
                     updated = $3, version = version + 1
                 WHERE user_key = $1",
                &[user.key.0.into(), stored.as_str().into(), work.now.micros().into()],
            )?;
            repo::delete_pins_of(work.c, user.key, &["enabled", "lock", "window", "must_change"])?;
            tokens::repo::delete_sessions_but(work.c, user.key, None)?;
            throttle::reopen(work.c, user.org, user.login.key())?;
            let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
            let mut changes = Changes::default();
            changes.set("enabled", true);
            changes.set("password", "changed");
            work.record(caller, &Event { name: "user.password_set", target, changes })?;
            work.changed(user.org, "user", user.id.0, "updated", user.version + 1)
        })
        .await?;
    Ok(password)
}
