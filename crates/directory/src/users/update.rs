//! Updating a user.

use std::sync::Arc;

use db::Conn;
use model::projection::Projection;
use model::refusal::Forbidden;
use model::{Conflict, Origin, Privilege, Refusal, Rule, Timestamp, User, UserView};
use serde_json::Value;

use super::apply::{Context, apply, drop_stale_pins};
use super::change::{Change, NewLock};
use super::hash_first::{Hashed, hash_first};
use super::measure::measured;
use super::persist::Following;
use super::{Parts, UserRef, holdings, limits, repo};
use crate::passwords::StoredPassword;
use crate::run::{Step, Stop, Work};
use crate::tokens::NewTerms;
use crate::{Caller, Credential, Directory, Draft, Request, policies, sources};

/// What a request wants changed.
#[derive(Clone)]
pub enum Edit {
    /// Values as a dialect was sent them. Those equal to what it prints are dropped before any rule is applied (R3).
    Sent {
        /// How that dialect sees a user.
        projection: Arc<dyn Projection<Change = Change>>,
        /// Its fields, in the order in which they apply.
        fields: Vec<(String, Value)>,
        /// Whether a password may be among them: then they are looked at once before, and the password is hashed.
        with_password: bool,
    },
    /// Changes that need no printing to be understood.
    Said(Vec<Change>),
}

/// A user after an update.
#[derive(Debug)]
pub struct Updated {
    /// As it stands.
    pub view: UserView,
    /// Whether anything changed: a version and events only then.
    pub changed: bool,
}

/// Changes the user addressed, all or nothing: the record, residue, memberships, grants, tokens and audit in one commit,
/// one version (R9). What is equal to what stands changes nothing.
///
/// Refuses `Forbidden` without `users.manage` (but for a change of the own password that must come first), or when
/// somebody would thereby use a privilege that the caller does not hold (rule G); `NotFound` for none; `Invalid` for a
/// value that breaks a rule; `Exists` for a login that is taken; `Conflict` when the caller would end, lock or demote
/// himself or the last administrator, and for another version than `expected`.
pub async fn update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(UserRef, Edit)>,
    expected: Option<i64>,
) -> Result<Updated, Refusal> {
    let draft = Arc::new(draft);
    let hashed = match draft.as_ref() {
        Ok((_, edit)) if edit.may_set_password() => {
            hash_first(directory, request, credential, &draft).await?
        }
        _ => Hashed::default(),
    };
    let hashed = Arc::new(hashed);
    directory
        .write_as(request, credential, move |work, caller| {
            let (user, edit) = allowed(work.c, caller, &draft, work.now)?;
            if expected.is_some_and(|version| version != user.version) {
                return Err(Refusal::Conflict(Conflict::Version).into());
            }
            change(work, caller, user, edit, Some(&hashed))
        })
        .await
}

impl Edit {
    fn may_set_password(&self) -> bool {
        match self {
            Self::Sent { with_password, .. } => *with_password,
            Self::Said(changes) => changes.iter().any(|change| matches!(change, Change::Password(..))),
        }
    }

    /// What is left when everything that is printed already is dropped. Refuses `Invalid` with every rule that the rest
    /// breaks.
    fn changes(&self, view: &UserView, now: Timestamp) -> Result<Vec<Change>, Refusal> {
        match self {
            Self::Said(changes) => Ok(changes.clone()),
            Self::Sent { projection, fields, .. } => {
                let (mut changes, mut broken) = (Vec::new(), Vec::new());
                for (field, sent) in fields {
                    let printed = projection.print(field, view, now);
                    if projection.is_printed(field, sent, printed.as_ref()) {
                        continue;
                    }
                    match projection.parse(field, sent, view, now) {
                        Ok(more) => changes.extend(more),
                        Err(Refusal::Invalid(more)) => broken.extend(more),
                        Err(refusal) => return Err(refusal),
                    }
                }
                if broken.is_empty() { Ok(changes) } else { Err(Refusal::Invalid(broken)) }
            }
        }
    }
}

/// Seconds after signing in within which whoever must change the own password may do it.
const TO_CHANGE_FIRST: i64 = 600;

/// The user addressed and what is wanted, if the caller may change users; or himself, when he must change his password
/// first and has just signed in (`one-record` 2.4 and 5).
pub(super) fn allowed<'d>(
    c: &mut dyn Conn,
    caller: &Caller,
    draft: &'d Draft<(UserRef, Edit)>,
    now: Timestamp,
) -> Step<(User, &'d Edit)> {
    let entitled = caller.may(Privilege::UsersManage);
    let Err(must_change @ Refusal::Forbidden(Forbidden::MustChangePassword)) = entitled else {
        entitled?;
        let (user, edit) = draft.as_ref().map_err(Clone::clone)?;
        return Ok((user.find(c, caller.org())?, edit));
    };
    let fresh = caller.signed_in_since().is_none_or(|at| now < at.plus_seconds(TO_CHANGE_FIRST));
    let (Ok((user, edit)), true) = (draft, fresh) else { return Err(must_change.into()) };
    match user.find(c, caller.org()) {
        Ok(user) if caller.key() == Some(user.key) => Ok((user, edit)),
        Err(Stop::Store(error)) => Err(error.into()),
        Ok(_) | Err(_) => Err(must_change.into()),
    }
}

/// The changes that are left of an edit, if the caller may make them: whoever must change his password first changes
/// nothing else.
pub(super) fn changes(
    caller: &Caller,
    edit: &Edit,
    view: &UserView,
    now: Timestamp,
) -> Result<Vec<Change>, Refusal> {
    let changes = edit.changes(view, now)?;
    let is_password = |change: &Change| matches!(change, Change::Password(..));
    let is_of_it = |change: &Change| is_password(change) || matches!(change, Change::PasswordLabel(..));
    let of_password_alone = changes.iter().any(is_password) && changes.iter().all(is_of_it);
    if !changes.is_empty() && !of_password_alone {
        caller.not_before_a_change()?;
    }
    Ok(changes)
}

/// One update inside its transaction. Where nothing could be `hashed` before, a password is refused.
pub(super) fn change(
    work: &mut Work<'_>,
    caller: &Caller,
    user: User,
    edit: &Edit,
    hashed: Option<&Hashed>,
) -> Step<Updated> {
    let before = repo::with_parts(work.c, user, Parts::ALL)?;
    let changes = changes(caller, edit, &before, work.now)?;
    let context = Context { now: work.now, caller: caller.login() };
    let mut after = before.clone();
    let (mut password, mut source) = (None, None);
    for change in &changes {
        match change {
            Change::Password(..) => match hashed {
                Some(hashed) => password = new_password(&before, hashed)?,
                None => return Err(Refusal::invalid("password", Rule::NotAllowed).into()),
            },
            Change::PasswordPolicy(_, _, Some(policy)) => {
                policies::repo::referred_to(work.c, caller.org(), policy)?;
                apply(&mut after, change, &context);
            }
            Change::Source(name) => source = Some(name.as_deref()),
            Change::Groups(change) => holdings::groups(work, caller, &mut after, change)?,
            Change::Manages(groups) => holdings::manages(work, caller, &mut after, groups)?,
            Change::Grants(change) => holdings::grants(work, caller, &mut after, change)?,
            Change::ResidueOfAnother(..) if caller.key() == Some(before.user.key) => {
                return Err(Refusal::Conflict(Conflict::Protected).into());
            }
            Change::Lock(Some(NewLock { until, .. })) | Change::LockEnd(until) => {
                limits::lock_end(*until, work.now)?;
                apply(&mut after, change, &context);
            }
            other => apply(&mut after, other, &context),
        }
    }
    if let (Some(name), Origin::External(_)) = (source, after.user.origin) {
        let linked = name.map(|name| sources::repo::labelled(work.c, caller.org(), name)).transpose()?;
        after.user.origin = Origin::External(linked.flatten());
    }
    if password.is_some() {
        follow_password(caller, &mut after, &changes);
    }
    if password.is_none() && before.user.origin != Origin::Local && after.user.origin == Origin::Local {
        return Err(Refusal::invalid("password", Rule::Required).into());
    }
    limits::check(&before, &after)?;
    let terms = new_terms(&changes, &before, &after)?;
    drop_stale_pins(&before, &mut after, &changes);
    // Logins are equal by their keys; another spelling is a change.
    let same_spelling = before.user.login.as_str() == after.user.login.as_str();
    if before == after && same_spelling && password.is_none() {
        return Ok(Updated { view: after, changed: false });
    }
    let following = Following { password, terms };
    measured(work, caller, &before, &after, &following)?;
    let user = repo::find_by_key(work.c, before.user.key)?.ok_or(Refusal::Internal)?;
    Ok(Updated { view: repo::with_parts(work.c, user, Parts::ALL)?, changed: true })
}

/// The terms of the user's token before and after, where the changes speak of them.
fn new_terms(changes: &[Change], before: &UserView, after: &UserView) -> Draft<Option<NewTerms>> {
    let said = changes.iter().find_map(|change| match change {
        Change::Terms(terms) => Some(terms),
        _ => None,
    });
    said.map(|terms| Ok(NewTerms { before: terms.read(before)?, after: terms.read(after)? })).transpose()
}

/// What another password does to the record besides: it ends a lock where the user asked for that, and who changes his
/// own has made the change that he had to make first.
pub(super) fn follow_password(caller: &Caller, after: &mut UserView, changes: &[Change]) {
    if after.user.unlock_on_password {
        after.user.lock = None;
    }
    let said = changes.iter().any(|change| matches!(change, Change::MustChange(_)));
    if caller.key() == Some(after.user.key) && !said {
        after.user.must_change = false;
    }
}

fn new_password<'h>(before: &UserView, hashed: &'h Hashed) -> Result<Option<&'h StoredPassword>, Refusal> {
    match (&hashed.stored, hashed.same_as) {
        (Some(stored), _) => Ok(Some(stored)),
        (None, Some(version)) if version == before.user.password_version => Ok(None),
        // Somebody changed it between the two looks.
        (None, _) => Err(Refusal::Unavailable { retry_after: 1 }),
    }
}
