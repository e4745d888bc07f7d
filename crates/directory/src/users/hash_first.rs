//! Hashing the password that an update would set, before its transaction.

use std::sync::Arc;

use model::{Origin, Refusal, Rule, UserView};

use super::change::Change;
use super::new::PasswordRule;
use super::rules::RuleBook;
use super::update::{Edit, allowed, changes};
use super::{Parts, UserRef, repo};
use crate::passwords::{Password, Source, Standing, StoredPassword, Verdict};
use crate::run::busy;
use crate::{Credential, Directory, Draft, Request, authority};

/// The part of an update that took hashing, done before the transaction.
#[derive(Default)]
pub(super) struct Hashed {
    /// The password sent is the one of this version.
    pub same_as: Option<i64>,
    pub stored: Option<StoredPassword>,
}

/// Looks at the update once, to find the password that it would set: compared with what is stored, and hashed, only
/// after authority and every rule.
pub(super) async fn hash_first(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: &Arc<Draft<(UserRef, Edit)>>,
) -> Result<Hashed, Refusal> {
    let (draft, rules) = (Arc::clone(draft), RuleBook::of(directory));
    let found = directory
        .read_as(request, credential, move |c, caller, now| {
            let (user, edit) = allowed(c, caller, &draft, now)?;
            let view = repo::with_parts(c, user, Parts::ALL)?;
            let changes = changes(caller, edit, &view, now)?;
            let Some((password, rule)) = wanted(&changes) else { return Ok(None) };
            if caller.key() != Some(view.user.key) {
                caller.may_give(authority::lasting(c, view.user.key, now)?)?;
            }
            if origin(&view, &changes) != Origin::Local {
                return Err(Refusal::invalid("password", Rule::NotAllowed).into());
            }
            let broken = rules.broken(c, caller.org(), &password, &rule, login(&view, &changes))?;
            let stored = repo::password_of(c, view.user.key)?;
            Ok(Some((password, stored, view.user.password_version, broken)))
        })
        .await?;
    let Some((password, stored, version, broken)) = found else { return Ok(Hashed::default()) };
    let source = request.address.map_or(Source::System, |address| Source::Peer(address, Standing::Unknown));
    let verdict = directory.pool().verify(source, password.clone(), stored).await.map_err(busy)?;
    match (verdict, broken) {
        // Sent back as it is stored: it may break a rule that came later.
        (Verdict::Right { .. }, _) => Ok(Hashed { same_as: Some(version), stored: None }),
        (Verdict::Wrong, Some(broken)) => Err(Refusal::Invalid(vec![broken])),
        (Verdict::Wrong, None) => {
            let salt = directory.outside().random();
            let stored = directory.pool().hash(source, password, salt).await.map_err(busy)?;
            Ok(Hashed { same_as: None, stored: Some(stored) })
        }
    }
}

fn wanted(changes: &[Change]) -> Option<(Password, PasswordRule)> {
    changes.iter().find_map(|change| match change {
        Change::Password(password, rule) => Some((password.clone(), rule.clone())),
        _ => None,
    })
}

/// Where the user will come from.
fn origin(view: &UserView, changes: &[Change]) -> Origin {
    let moved = changes.iter().find_map(|change| match change {
        Change::Origin(origin) => Some(*origin),
        _ => None,
    });
    moved.unwrap_or(view.user.origin)
}

/// The login that the user will have: a policy looks at it.
fn login<'a>(view: &'a UserView, changes: &'a [Change]) -> &'a str {
    let renamed = changes.iter().find_map(|change| match change {
        Change::Login(login) => Some(login.as_str()),
        _ => None,
    });
    renamed.unwrap_or(view.user.login.as_str())
}
