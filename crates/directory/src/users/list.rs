//! Listing users in the order of their logins, as short reads one after the other.

use db::{Conn, Param};
use model::{OrgKey, Privilege, Refusal, User, UserId, UserView};

use super::{Parts, repo, search};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// Which users are wanted. Values of one filter are alternatives, filters are all to be met; an empty one is none.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// These ids; unknown ones are passed over.
    pub ids: Vec<UserId>,
    /// Holding one of these roles directly; an unknown role is held by nobody.
    pub roles: Vec<String>,
    /// With one of these texts in the login, without case.
    pub login_contains: Vec<String>,
}

/// Where the next page begins; opaque.
#[derive(Clone, Debug)]
pub struct PageAfter(String);

/// Some users, and where to go on; none: that was all.
#[derive(Debug)]
pub struct Page {
    /// The users.
    pub users: Vec<UserView>,
    /// Behind them.
    pub next: Option<PageAfter>,
}

/// How many users one short read takes: on PostgreSQL the lists of each are a trip, and a list is to begin at once.
const PAGE: usize = 200;
/// How many rows a short read may look at before it answers with what it has.
const LOOKED_AT: usize = 5_000;

/// The users of the caller's organisation that meet `filter`, after `after`, by login key.
///
/// Each page is a read of its own: a caller whose rights end in the middle of a long list is refused at the next page.
/// Refuses `Forbidden` without `directory.read`.
pub async fn list(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    filter: Draft<Filter>,
    parts: Parts,
    after: Option<PageAfter>,
) -> Result<Page, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            let filter = filter.as_ref().map_err(Clone::clone)?;
            let after = after.as_ref().map_or("", |PageAfter(key)| key.as_str());
            let (users, next) = page(c, caller.org(), filter, after)?;
            let users =
                users.into_iter().map(|user| repo::with_parts(c, user, parts)).collect::<Result<_, _>>()?;
            Ok(Page { users, next })
        })
        .await
}

fn page(c: &mut dyn Conn, org: OrgKey, filter: &Filter, after: &str) -> Step<(Vec<User>, Option<PageAfter>)> {
    match search::chosen(c, org, filter)? {
        Some(keys) => among(c, org, filter, &keys, after),
        None => scan(c, org, filter, after),
    }
}

/// A page out of users that an index chose: logins in order, so that pages go on by login as any list does.
fn among(
    c: &mut dyn Conn,
    org: OrgKey,
    filter: &Filter,
    keys: &[i64],
    after: &str,
) -> Step<(Vec<User>, Option<PageAfter>)> {
    let mut users = Vec::new();
    for key in keys {
        let user = repo::find_by_key(c, model::UserKey(*key))?;
        users.extend(user.filter(|user| user.org == org && user.login.key() > after));
    }
    users.sort_by(|one, other| one.login.key().cmp(other.login.key()));
    users.dedup_by(|one, other| one.key == other.key);
    let mut met = Vec::new();
    for user in users {
        if met.len() == PAGE {
            let next = met.last().map(|user: &User| PageAfter(user.login.key().to_owned()));
            return Ok((met, next));
        }
        if search::meets(c, &user, filter)? {
            met.push(user);
        }
    }
    Ok((met, None))
}

/// A page of all users in the order of their logins.
fn scan(c: &mut dyn Conn, org: OrgKey, filter: &Filter, after: &str) -> Step<(Vec<User>, Option<PageAfter>)> {
    let mut met: Vec<User> = Vec::new();
    let mut last = after.to_owned();
    let mut looked_at = 0;
    while looked_at < LOOKED_AT {
        let wanted = PAGE - met.len();
        let users = after_login(c, org, &last, wanted)?;
        let end = users.len() < wanted;
        looked_at += users.len();
        if let Some(user) = users.last() {
            user.login.key().clone_into(&mut last);
        }
        for user in users {
            if search::meets(c, &user, filter)? {
                met.push(user);
            }
        }
        if end {
            return Ok((met, None));
        }
        if met.len() == PAGE {
            break;
        }
    }
    Ok((met, Some(PageAfter(last))))
}

/// At most `limit` users whose login key lies after `after`, by login key.
pub(super) fn after_login(c: &mut dyn Conn, org: OrgKey, after: &str, limit: usize) -> db::Result<Vec<User>> {
    let columns = repo::COLUMNS;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    c.all(
        &format!(
            "SELECT {columns} FROM users WHERE org_key = $1 AND login_key > $2 ORDER BY org_key, login_key LIMIT $3"
        ),
        &[org.0.into(), Param::from(after), limit.into()],
        |row| repo::from_columns(&mut row.columns()),
    )
}
