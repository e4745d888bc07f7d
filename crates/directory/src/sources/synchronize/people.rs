//! Who of a source is here: found, brought in, or disabled.

use std::collections::HashMap;
use std::sync::Arc;

use ldap::Person;
use model::{
    Conflict, Dialect, Email, Login, Noun, OrgKey, Refusal, RequestId, Residue, Slot, SourceId, SourceKey,
    Timestamp, UserId, UserKey, text,
};

use super::repo::{self, Known};
use crate::audit::Actor;
use crate::sources::ask;
use crate::users::{self, Change, Edit, Import, NewUser, UserRef};
use crate::{Credential, Directory, Request};

/// So many rows are read at once.
const BATCH: i64 = 1_000;
/// So many users are brought in at once: others who make users wait for that.
const BROUGHT: usize = 32;
/// So many are looked for by name at once.
const A_FEW: usize = 100;
/// Up to so many people are looked for one by one; for more the source's users are gone through.
const LOOKED_FOR: usize = 2_000;

/// What a dialect wants kept of a person besides.
pub type Described = fn(&Person) -> Option<(Dialect, Residue)>;

/// The source whose people are looked for, and who asked for that.
pub(super) struct Whose {
    pub org: OrgKey,
    pub key: SourceKey,
    pub id: SourceId,
    pub described: Described,
    pub actor: Arc<Actor>,
}

/// What became of the people of a source.
#[derive(Default)]
pub(super) struct Met {
    /// The users they are, in the order in which the source named them.
    pub users: Vec<UserKey>,
    /// How many are users since now.
    pub brought: usize,
    /// How many were disabled, as they are there.
    pub disabled: usize,
    /// How many cannot be users here: their name breaks the rule of logins, or is another's.
    pub passed_over: usize,
}

/// Finds the users that `people` are. Who is not here is brought in, external and without roles; who is disabled there is
/// disabled here. Nobody is enabled: why he was disabled here is not known there.
pub(super) async fn meet(
    directory: &Directory,
    request: &Request,
    whose: &Whose,
    people: Vec<Person>,
) -> Result<Met, Refusal> {
    let mut met = Met::default();
    let mut order = Vec::with_capacity(people.len());
    let mut by_login: HashMap<String, Person> = HashMap::with_capacity(people.len());
    for person in people {
        match Login::new(&person.name) {
            Ok(login) if !by_login.contains_key(login.key()) => {
                order.push(login.key().to_owned());
                by_login.insert(login.key().to_owned(), person);
            }
            Ok(_) | Err(_) => met.passed_over += 1,
        }
    }
    let now = directory.now();
    let mut here: HashMap<String, UserKey> = HashMap::with_capacity(order.len());
    for known in known(directory, request, whose, &order).await? {
        let gone = by_login.get(&known.login_key).is_some_and(|person| person.disabled_at(now.seconds()));
        if gone && known.enabled && disable(directory, request, whose, known.id).await? {
            met.disabled += 1;
        }
        here.insert(known.login_key, known.user);
    }
    let missing: Vec<_> = order.iter().filter(|login| !here.contains_key(*login)).collect();
    for few in missing.chunks(BROUGHT) {
        let people = few.iter().filter_map(|login| by_login.get(*login)).collect();
        let brought = bring(directory, request, whose, people, now).await?;
        met.brought += brought.len();
        met.passed_over += few.len().saturating_sub(brought.len());
        here.extend(brought);
    }
    met.users = order.iter().filter_map(|login| here.get(login).copied()).collect();
    Ok(met)
}

/// The users of the source with these login keys.
async fn known(
    directory: &Directory,
    request: &Request,
    whose: &Whose,
    wanted: &[String],
) -> Result<Vec<Known>, Refusal> {
    let of = (whose.org, whose.key);
    let mut all = Vec::new();
    if wanted.len() <= LOOKED_FOR {
        for few in wanted.chunks(A_FEW) {
            let few = few.to_vec();
            let found = directory
                .glance_plainly(request, move |c| {
                    few.iter().map(|login| repo::user(c, of, login)).collect::<db::Result<Vec<_>>>()
                })
                .await?;
            all.extend(found.into_iter().flatten());
        }
        return Ok(all);
    }
    let wanted: std::collections::HashSet<&str> = wanted.iter().map(String::as_str).collect();
    let mut after = UserKey(0);
    loop {
        let page = directory.glance_plainly(request, move |c| repo::users(c, of, after, BATCH)).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.user;
        all.extend(page.into_iter().filter(|known| wanted.contains(known.login_key.as_str())));
    }
}

/// Disables those of `leaving` who are disabled at the source too, or not there any more: an account that is closed is often
/// taken out of its groups at the same moment.
pub(super) async fn look_after(
    directory: &Directory,
    request: &Request,
    whose: &Whose,
    server: &ldap::Source,
    leaving: &[UserKey],
) -> Result<usize, Refusal> {
    let mut disabled = 0;
    for few in leaving.chunks(A_FEW) {
        let keys = few.to_vec();
        let users = directory
            .glance_plainly(request, move |c| {
                keys.iter().map(|user| repo::user_of_key(c, *user)).collect::<db::Result<Vec<_>>>()
            })
            .await?;
        let enabled: Vec<Known> = users.into_iter().flatten().filter(|user| user.enabled).collect();
        let names: Vec<&str> = enabled.iter().map(|user| user.login.as_str()).collect();
        let people = server.users_named(&names).await.map_err(|error| ask::failed(false, &error))?;
        let now = directory.now().seconds();
        let good = |user: &&Known| {
            people.iter().any(|person| {
                Login::new(&person.name).is_ok_and(|login| login.key() == user.login_key)
                    && !person.disabled_at(now)
            })
        };
        for user in enabled.iter().filter(|user| !good(user)) {
            disabled += usize::from(disable(directory, request, whose, user.id).await?);
        }
    }
    Ok(disabled)
}

/// Disables a user, as far as that is allowed: the last administrator stays.
async fn disable(
    directory: &Directory,
    request: &Request,
    whose: &Whose,
    user: UserId,
) -> Result<bool, Refusal> {
    let part = request.part_for(RequestId(directory.outside().id()), whose.org, &whose.actor);
    let draft = Ok((UserRef::Id(user), Edit::Said(vec![Change::Enabled(false)])));
    match users::update(directory, &part, &Credential::System, draft, None).await {
        Ok(updated) => Ok(updated.changed),
        Err(refusal @ (Refusal::Conflict(Conflict::Protected) | Refusal::NotFound { .. })) => {
            tracing::warn!(request = %request.id, user = %user, ?refusal, "a user who is disabled at the source stays as he is");
            Ok(false)
        }
        Err(refusal) => Err(refusal),
    }
}

/// Brings people in; those whose login another has are passed over.
async fn bring(
    directory: &Directory,
    request: &Request,
    whose: &Whose,
    people: Vec<&Person>,
    now: Timestamp,
) -> Result<Vec<(String, UserKey)>, Refusal> {
    let mut new: Vec<NewUser> =
        people.into_iter().filter_map(|person| newcomer(person, whose, now)).collect();
    while !new.is_empty() {
        let part = request.part_for(RequestId(directory.outside().id()), whose.org, &whose.actor);
        let imports = new.iter().cloned().map(|user| Import::New(Box::new(user))).collect();
        match users::import(directory, &part, &Credential::System, Ok((whose.id, imports))).await {
            Ok(views) => {
                let brought = views.into_iter().map(|view| (view.user.login.key().to_owned(), view.user.key));
                return Ok(brought.collect());
            }
            Err(Refusal::Exists { what: Noun::User, name }) => {
                let before = new.len();
                new.retain(|user| user.login.as_str() != name);
                if new.len() == before {
                    return Err(Refusal::Internal);
                }
            }
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(Vec::new())
}

/// A person as a user: what the source says of him, without roles. A text that cannot be kept here is left out.
fn newcomer(person: &Person, whose: &Whose, now: Timestamp) -> Option<NewUser> {
    let kept = |said: &Option<String>| said.clone().filter(|said| text::check(said, text::MAX_TEXT).is_ok());
    let mut user = NewUser::named(Login::new(&person.name).ok()?);
    user.given = kept(&person.given);
    user.family = kept(&person.family);
    user.display = kept(&person.display);
    let email = person.email.clone().and_then(|email| Email::new(email).ok());
    user.emails = email.map(|email| email.into_slot(Slot::Main)).into_iter().collect();
    user.enabled = !person.disabled_at(now.seconds());
    user.residue = (whose.described)(person);
    Some(user)
}
