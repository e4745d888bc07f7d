//! Whom indexes find, in the order of a list.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use db::{Conn, Param};
use model::{OrgKey, UserId};

use super::walk::Order;
use crate::groups;
use crate::users::choice::Among;
use crate::users::search::{self, MOST_CANDIDATES};

/// Beyond so many texts to be searched, as beyond too many candidates, the list is walked in its order instead.
const MOST_TEXTS: usize = 16;
/// How many users one statement looks up.
const AT_ONCE: usize = 100;

/// The ids of all users that can be meant, in the order of the list; none where everybody must be looked at.
pub(super) fn candidates(
    c: &mut dyn Conn,
    org: OrgKey,
    among: &Among,
    order: Order,
) -> db::Result<Option<Vec<UserId>>> {
    let mut found = Found::default();
    if !found.add(c, org, among)? {
        return Ok(None);
    }
    let mut users = found.looked_up(c, org)?;
    match order {
        Order::NewestFirst => users.sort_unstable_by_key(|found| Reverse(found.id)),
        Order::Login => users.sort_unstable_by(|one, other| one.login.cmp(&other.login)),
        Order::Number => users.sort_unstable_by_key(|found| found.number),
    }
    users.dedup_by_key(|found| found.id);
    Ok(Some(users.into_iter().map(|found| found.id).collect()))
}

/// A user of the organisation, by all that a list may be ordered by.
struct Candidate {
    /// The login key.
    login: String,
    number: i64,
    id: UserId,
}

/// Who was found, not yet known to be of the organisation.
#[derive(Default)]
struct Found {
    ids: BTreeSet<UserId>,
    /// Folded.
    logins: BTreeSet<String>,
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
                self.logins.insert(login.clone());
            }
            Among::Text(text) => {
                self.texts += 1;
                if self.texts > MOST_TEXTS {
                    return Ok(false);
                }
                self.keys.extend(search::holding(c, text)?);
            }
            Among::Attribute(name, value) => self.keys.extend(search::with_attribute(c, org, name, value)?),
            Among::Members(group) => {
                if let Some(group) = groups::repo::find(c, org, group)? {
                    let members = groups::repo::members_before(c, group.key, i64::MAX, MOST_CANDIDATES)?;
                    self.keys.extend(members.iter().map(|member| member.user.0));
                }
            }
            Among::AnyOf(each) => {
                for among in each {
                    if !self.add(c, org, among)? {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(self.ids.len() + self.logins.len() + self.keys.len() < MOST_CANDIDATES)
    }

    /// Those who are of the organisation. No user has what stands for nobody.
    fn looked_up(&self, c: &mut dyn Conn, org: OrgKey) -> db::Result<Vec<Candidate>> {
        let mut users = Vec::new();
        let ids: Vec<_> = self.ids.iter().map(|id| Param::from(id.0)).collect();
        users.extend(look_up(c, org, "user_id", &ids, Param::from([0; 16]))?);
        // A text with U+0000 is nobody's, and no store takes it.
        let logins = self.logins.iter().filter(|login| !login.contains('\0'));
        let logins: Vec<_> = logins.map(|login| Param::from(login.as_str())).collect();
        users.extend(look_up(c, org, "login_key", &logins, Param::from(""))?);
        let keys: Vec<_> = self.keys.iter().map(|key| Param::from(*key)).collect();
        users.extend(look_up(c, org, "user_key", &keys, Param::from(0))?);
        Ok(users)
    }
}

/// Users of the organisation by the values of a column, so many in one statement: on PostgreSQL each
/// is a round trip.
fn look_up(
    c: &mut dyn Conn,
    org: OrgKey,
    column: &str,
    values: &[Param<'_>],
    nobody: Param<'_>,
) -> db::Result<Vec<Candidate>> {
    let places: Vec<_> = (2..AT_ONCE + 2).map(|place| format!("${place}")).collect();
    let places = places.join(", ");
    let sql =
        format!("SELECT login_key, number, user_id FROM users WHERE org_key = $1 AND {column} IN ({places})");
    let mut users = Vec::new();
    for some in values.chunks(AT_ONCE) {
        let padded = some.iter().copied().chain(std::iter::repeat(nobody)).take(AT_ONCE);
        let params: Vec<Param<'_>> = std::iter::once(Param::from(org.0)).chain(padded).collect();
        users.extend(c.all(&sql, &params, |row| {
            Ok(Candidate { login: row.get(0)?, number: row.get(1)?, id: UserId(row.get(2)?) })
        })?);
    }
    Ok(users)
}
