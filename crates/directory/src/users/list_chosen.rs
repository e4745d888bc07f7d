//! Listing chosen users, the newest first, as short reads one after the other.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use db::{Conn, Param};
use model::{OrgKey, Privilege, Refusal, Rule, User, UserId, UserView};

use super::choice::{Among, Choice};
use super::search::{self, MOST_CANDIDATES};
use super::{Parts, Stretch, repo};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// How many users one short read looks at.
const PAGE: usize = 500;
/// Beyond so many texts to be searched, as beyond too many candidates, the list is walked in its order instead.
const MOST_TEXTS: usize = 16;
const TOO_MANY: &str =
    "would look at too many users: name a login, an id, or three letters of a login, a name or an e-mail";
/// How many keys one statement turns into ids.
const KEYS: usize = 100;

/// Users of the caller's organisation whom a choice lets through, the newest first: by id, descending. Behind the end there
/// is nobody. Whom an index finds is looked at alone; else all are, page by page, each a read of its own, until the stretch
/// is full.
///
/// Refuses `Forbidden` without `users.manage`, `Invalid` for a choice that would look at more users than it may.
pub async fn list_chosen(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<(Stretch, Choice)>,
    parts: Parts,
) -> Result<Vec<UserView>, Refusal> {
    let draft = wanted.clone();
    let candidates = directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::UsersManage)?;
            let (_, choice) = draft.as_ref().map_err(Clone::clone)?;
            Ok(candidates(c, caller.org(), &choice.among)?)
        })
        .await?;
    let (stretch, choice) = wanted?;
    let walk = Walk { candidates: candidates.map(Arc::new), stretch, choice, parts };
    let mut found = Vec::new();
    let mut at = Place { before: UserId([0xff; 16]), met: 0, looked_at: 0 };
    while at.met < stretch.end() {
        let walk = walk.clone();
        let (users, next) = directory
            .read_as(request, credential, move |c, caller, _| {
                caller.may(Privilege::UsersManage)?;
                walk.page(c, caller.org(), at)
            })
            .await?;
        found.extend(users);
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    Ok(found)
}

/// How far a list has come.
#[derive(Clone, Copy)]
struct Place {
    /// The last id that was looked at.
    before: UserId,
    /// How many users were wanted up to there, passed over or not.
    met: u64,
    looked_at: usize,
}

#[derive(Clone)]
struct Walk {
    /// The newest first; none: everybody is looked at.
    candidates: Option<Arc<Vec<UserId>>>,
    stretch: Stretch,
    choice: Choice,
    parts: Parts,
}

impl Walk {
    /// Wanted users of the stretch behind a place, and where to go on; none: that was all.
    fn page(&self, c: &mut dyn Conn, org: OrgKey, mut at: Place) -> Step<(Vec<UserView>, Option<Place>)> {
        if at.looked_at >= self.choice.most {
            return Err(Refusal::invalid("filter", Rule::Filter(TOO_MANY.to_owned())).into());
        }
        let (users, next) = self.next_users(c, org, at)?;
        let mut found = Vec::new();
        for user in users {
            at.looked_at += 1;
            let view = repo::with_parts(c, user, self.choice.looks_at)?;
            if !(self.choice.meets)(&view) {
                continue;
            }
            at.met += 1;
            if at.met > self.stretch.offset {
                found.push(repo::with_parts(c, view.user, self.parts)?);
            }
            if at.met >= self.stretch.end() {
                return Ok((found, None));
            }
        }
        Ok((found, next.map(|before| Place { before, ..at })))
    }

    /// Users to be looked at next, and the id behind which others may follow.
    fn next_users(
        &self,
        c: &mut dyn Conn,
        org: OrgKey,
        at: Place,
    ) -> db::Result<(Vec<User>, Option<UserId>)> {
        let Some(candidates) = &self.candidates else {
            let users = before(c, org, at.before)?;
            let last = users.last().filter(|_| users.len() == PAGE).map(|user| user.id);
            return Ok((users, last));
        };
        let from = candidates.partition_point(|id| *id >= at.before);
        let ids = candidates.get(from..).unwrap_or_default();
        let mut users = Vec::new();
        for id in ids.iter().take(PAGE) {
            users.extend(repo::find_by_id(c, org, *id)?);
        }
        // Somebody may have gone meanwhile, so it is the ids that tell how far this came.
        Ok((users, ids.get(PAGE - 1).filter(|_| ids.len() > PAGE).copied()))
    }
}

/// At most a page of users whose id lies before `id`, the newest first.
fn before(c: &mut dyn Conn, org: OrgKey, id: UserId) -> db::Result<Vec<User>> {
    let columns = repo::COLUMNS;
    c.all(
        &format!(
            "SELECT {columns} FROM users WHERE org_key = $1 AND user_id < $2
             ORDER BY org_key DESC, user_id DESC LIMIT $3"
        ),
        &[org.0.into(), id.0.into(), i64::try_from(PAGE).unwrap_or(i64::MAX).into()],
        |row| repo::from_columns(&mut row.columns()),
    )
}

/// The ids of all users that can be meant, the newest first; none where everybody must be looked at.
fn candidates(c: &mut dyn Conn, org: OrgKey, among: &Among) -> db::Result<Option<Vec<UserId>>> {
    let mut found = Found::default();
    if !found.add(c, org, among)? {
        return Ok(None);
    }
    let keys: Vec<i64> = found.keys.into_iter().collect();
    let mut ids = found.ids;
    for some in keys.chunks(KEYS) {
        ids.extend(ids_of(c, org, some)?);
    }
    let mut ids: Vec<_> = ids.into_iter().collect();
    ids.reverse();
    Ok(Some(ids))
}

#[derive(Default)]
struct Found {
    ids: BTreeSet<UserId>,
    /// Not yet known to be of the organisation.
    keys: BTreeSet<i64>,
    texts: usize,
}

impl Found {
    /// Adds whom an index tells; false where it would be too many.
    fn add(&mut self, c: &mut dyn Conn, org: OrgKey, among: &Among) -> db::Result<bool> {
        match among {
            Among::Everybody => return Ok(false),
            Among::Id(id) => {
                self.ids.insert(*id);
            }
            Among::Login(login) => {
                self.ids.extend(repo::find_by_login(c, org, login)?.map(|user| user.id));
            }
            Among::Text(text) => {
                self.texts += 1;
                if self.texts > MOST_TEXTS {
                    return Ok(false);
                }
                self.keys.extend(search::holding(c, text)?);
            }
            Among::AnyOf(each) => {
                for among in each {
                    if !self.add(c, org, among)? {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(self.keys.len() < MOST_CANDIDATES)
    }
}

/// The ids of users of the organisation by their keys, in one statement: on PostgreSQL each is a round trip.
fn ids_of(c: &mut dyn Conn, org: OrgKey, keys: &[i64]) -> db::Result<Vec<UserId>> {
    static SQL: OnceLock<String> = OnceLock::new();
    let sql = SQL.get_or_init(|| {
        let places: Vec<_> = (2..KEYS + 2).map(|place| format!("${place}")).collect();
        format!("SELECT user_id FROM users WHERE org_key = $1 AND user_key IN ({})", places.join(", "))
    });
    // No user has key 0.
    let padded = keys.iter().copied().chain(std::iter::repeat(0)).take(KEYS);
    let params: Vec<Param<'_>> = [org.0].into_iter().chain(padded).map(Param::from).collect();
    c.all(sql, &params, |row| Ok(UserId(row.get(0)?)))
}
