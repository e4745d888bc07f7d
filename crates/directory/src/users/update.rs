//! Updating a user.

use std::sync::Arc;

use db::Conn;
use model::projection::Projection;
use model::refusal::Forbidden;
use model::{Conflict, Origin, Privilege, PrivilegeSet, Refusal, Rule, SignIn, Timestamp, User, UserView};
use serde_json::Value;

use super::apply::{self, Context, apply, drop_stale_pins};
use super::change::Change;
use super::rules::RuleBook;
use super::{Parts, UserRef, limits, lists, persist, repo};
use crate::passwords::{Source, Standing, StoredPassword, Verdict};
use crate::run::{Step, Stop, Work, busy};
use crate::{Caller, Credential, Directory, Draft, Request, authority};

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

/// The part of an update that took hashing, done before the transaction.
#[derive(Default)]
struct Hashed {
    /// The password sent is the one of this version.
    same_as: Option<i64>,
    stored: Option<StoredPassword>,
}

/// Changes the user addressed, all or nothing: the record, residue, memberships, grants, tokens and audit in one commit,
/// one version (R9). What is equal to what stands changes nothing.
///
/// Refuses `Forbidden` without `users.manage` (but for a change of the own password that must come first), or when somebody would thereby use a privilege that the caller does not
/// hold (rule G); `NotFound` for none; `Invalid` for a value that breaks a rule; `Exists` for a login that is taken;
/// `Conflict` when the caller would end, lock or demote himself or the last administrator, and for another version than
/// `expected`.
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
            change(work, caller, user, edit, &hashed)
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
fn allowed<'d>(
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
fn changes(caller: &Caller, edit: &Edit, view: &UserView, now: Timestamp) -> Result<Vec<Change>, Refusal> {
    let changes = edit.changes(view, now)?;
    let comes_first = |change: &Change| matches!(change, Change::Password(..) | Change::PasswordLabel(..));
    if !changes.iter().all(comes_first) {
        caller.not_before_a_change()?;
    }
    Ok(changes)
}

/// Looks at the update once, to find the password that it would set: compared with what is stored, and hashed, only
/// after authority and every rule.
async fn hash_first(
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
            // The policy looks at the login that the user will have.
            let renamed = changes.iter().find_map(|change| match change {
                Change::Login(login) => Some(login.clone()),
                _ => None,
            });
            let login = renamed.unwrap_or_else(|| view.user.login.clone());
            let moved = changes.iter().find_map(|change| match change {
                Change::Origin(origin) => Some(*origin),
                _ => None,
            });
            let password = changes.into_iter().find_map(|change| match change {
                Change::Password(password, rule) => Some((password, rule)),
                _ => None,
            });
            let Some((password, rule)) = password else { return Ok(None) };
            if caller.key() != Some(view.user.key) {
                caller.may_give(authority::lasting(c, view.user.key, now)?)?;
            }
            if moved.unwrap_or(view.user.origin) != Origin::Local {
                return Err(Refusal::invalid("password", Rule::NotAllowed).into());
            }
            if let Some(broken) = rules.broken(&password, &rule, login.as_str()) {
                // The one that is stored may break a rule that came later.
                let stored = repo::password_of(c, view.user.key)?;
                return Ok(Some((password, stored, view.user.password_version, Some(broken))));
            }
            let stored = repo::password_of(c, view.user.key)?;
            Ok(Some((password, stored, view.user.password_version, None)))
        })
        .await?;
    let Some((password, stored, version, broken)) = found else { return Ok(Hashed::default()) };
    let source = request.address.map_or(Source::System, |address| Source::Peer(address, Standing::Unknown));
    let verdict = directory.pool().verify(source, password.clone(), stored).await.map_err(busy)?;
    match (verdict, broken) {
        (Verdict::Right { .. }, _) => Ok(Hashed { same_as: Some(version), stored: None }),
        (Verdict::Wrong, Some(broken)) => Err(Refusal::Invalid(vec![broken])),
        (Verdict::Wrong, None) => {
            let salt = directory.outside().random();
            let stored = directory.pool().hash(source, password, salt).await.map_err(busy)?;
            Ok(Hashed { same_as: None, stored: Some(stored) })
        }
    }
}

/// One update inside its transaction.
fn change(work: &mut Work<'_>, caller: &Caller, user: User, edit: &Edit, hashed: &Hashed) -> Step<Updated> {
    let before = repo::with_parts(work.c, user, Parts::ALL)?;
    let changes = changes(caller, edit, &before, work.now)?;
    let mut after = before.clone();
    let mut password = None;
    for change in &changes {
        match change {
            Change::Password(..) => password = new_password(&before, hashed)?,
            Change::Groups(change) => lists::groups(work, caller, &mut after, change)?,
            Change::Manages(groups) => lists::manages(work, caller, &mut after, groups)?,
            Change::Grants(change) => lists::grants(work, caller, &mut after, change)?,
            other => apply(&mut after, other, &Context { now: work.now, caller: caller.login() }),
        }
    }
    if password.is_some() {
        follow_password(caller, &mut after, &changes);
    }
    if password.is_none() && before.user.origin != Origin::Local && after.user.origin == Origin::Local {
        return Err(Refusal::invalid("password", Rule::Required).into());
    }
    limits::check(&before, &after)?;
    drop_stale_pins(&before, &mut after, &changes);
    // Logins are equal by their keys; another spelling is a change.
    let same_spelling = before.user.login.as_str() == after.user.login.as_str();
    if before == after && same_spelling && password.is_none() {
        return Ok(Updated { view: after, changed: false });
    }
    measured(work, caller, &before, &after, password)?;
    let user = repo::find_by_key(work.c, before.user.key)?.ok_or(Refusal::Internal)?;
    Ok(Updated { view: repo::with_parts(work.c, user, Parts::ALL)?, changed: true })
}

/// What another password does to the record besides: it ends a lock where the user asked for that, and who changes his
/// own has made the change that he had to make first.
fn follow_password(caller: &Caller, after: &mut UserView, changes: &[Change]) {
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

/// Writes what changed, and refuses it when it gives or takes what it must not.
fn measured(
    work: &mut Work<'_>,
    caller: &Caller,
    before: &UserView,
    after: &UserView,
    password: Option<&StoredPassword>,
) -> Step<()> {
    let (key, now) = (before.user.key, work.now);
    let held = authority::lasting(work.c, key, now)?;
    let external_renamed =
        before.user.login.as_str() != after.user.login.as_str() && before.user.origin != Origin::Local;
    let own = caller.key() == Some(key);
    if !own && (password.is_some() || before.user.origin != after.user.origin || external_renamed) {
        caller.may_give(held)?;
    }
    authority::guarded(work, caller, |work| persist::write(work, caller, before, after, password))?;
    let holds = authority::lasting(work.c, key, now)?;
    let usable = |user: &User, held: PrivilegeSet| if lets_in(user, now) { held } else { PrivilegeSet::NONE };
    caller.may_give(usable(&after.user, holds) - usable(&before.user, held))?;
    if lets_in(&after.user, now) && lets_in_longer(&before.user, &after.user) {
        caller.may_give(holds)?;
    }
    let ended = lets_in(&before.user, now) && !lets_in(&after.user, now);
    let closes = after.user.window.until().is_some() && before.user.window != after.user.window;
    let demoted = !((held & PrivilegeSet::CORE) - holds).is_empty();
    if own && (ended || closes || demoted) {
        return Err(Refusal::Conflict(Conflict::Protected).into());
    }
    Ok(())
}

/// Whether a user may sign in now or later, as things stand.
fn lets_in(user: &User, now: Timestamp) -> bool {
    matches!(user.sign_in(now), SignIn::Allowed | SignIn::NotYet)
}

/// Whether the window opens earlier or ends later, or a lock ends earlier.
fn lets_in_longer(before: &User, after: &User) -> bool {
    let opens = |user: &User| user.window.from().unwrap_or(Timestamp::MIN);
    let ends = |user: &User| user.window.until().unwrap_or(Timestamp::MAX);
    opens(after) < opens(before) || ends(after) > ends(before)
}

/// Slots of the phones of a new user whose dialect sends a list.
pub fn give_slots(emails: &mut [model::Email], phones: &mut [model::Phone]) {
    apply::give_email_slots(emails);
    apply::fill_phone_slots(phones);
}
