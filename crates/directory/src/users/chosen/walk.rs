//! A walk along a list, in any order, along those whom an index found or along everybody.

use std::sync::Arc;

use db::Conn;
use model::{OrgKey, Refusal, Rule, User, UserId, UserView};

use super::candidates::candidates;
use crate::run::Step;
use crate::users::choice::{Among, Choice};
use crate::users::list::after_login;
use crate::users::list_numbered::after_number;
use crate::users::{Parts, Stretch, repo};

/// How many users one short read looks at.
const PAGE: usize = 500;
const TOO_MANY: &str =
    "would look at too many users: name a login, an id, or three letters of a login, a name or an e-mail";

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// By id, descending.
    NewestFirst,
    /// By login key.
    Login,
    /// By number, ascending.
    Number,
}

/// How far a list is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// Until the stretch is full.
    Full,
    /// To the end of the list: how many there are in all is wanted too.
    End,
}

/// How far a list has come.
#[derive(Clone, Debug)]
pub(super) struct Place {
    at: At,
    /// How many users were wanted up to there, passed over or not.
    met: u64,
    looked_at: usize,
}

/// Where a list goes on.
#[derive(Clone, Debug)]
enum At {
    /// Among those whom an index found, who are in order: at this one.
    Candidate(Arc<Vec<UserId>>, usize),
    /// Among everybody, the newest first: behind this id.
    BehindId(UserId),
    /// Among everybody, by login: behind this login key.
    BehindLogin(String),
    /// Among everybody, by number: behind this number.
    BehindNumber(i64),
}

impl Place {
    /// Before the first.
    pub fn first(c: &mut dyn Conn, org: OrgKey, among: &Among, order: Order) -> db::Result<Self> {
        let at = match (candidates(c, org, among, order)?, order) {
            (Some(ids), _) => At::Candidate(Arc::new(ids), 0),
            (None, Order::NewestFirst) => At::BehindId(UserId([0xff; 16])),
            (None, Order::Login) => At::BehindLogin(String::new()),
            (None, Order::Number) => At::BehindNumber(0),
        };
        Ok(Self { at, met: 0, looked_at: 0 })
    }
}

impl At {
    /// At most a page of users from here, and where others may follow.
    fn users(&self, c: &mut dyn Conn, org: OrgKey) -> db::Result<(Vec<User>, Option<Self>)> {
        match self {
            Self::Candidate(ids, from) => {
                let mut users = Vec::new();
                for id in ids.iter().skip(*from).take(PAGE) {
                    // Somebody may have gone meanwhile.
                    users.extend(repo::find_by_id(c, org, *id)?);
                }
                let to = from.saturating_add(PAGE);
                Ok((users, (to < ids.len()).then(|| Self::Candidate(Arc::clone(ids), to))))
            }
            Self::BehindId(id) => {
                let users = before(c, org, *id)?;
                let last = last_of_full(&users).map(|last| Self::BehindId(last.id));
                Ok((users, last))
            }
            Self::BehindLogin(key) => {
                let users = after_login(c, org, key, PAGE)?;
                let last = last_of_full(&users).map(|last| Self::BehindLogin(last.login.key().to_owned()));
                Ok((users, last))
            }
            Self::BehindNumber(number) => {
                let users = after_number(c, org, *number, i64::try_from(PAGE).unwrap_or(i64::MAX))?;
                let last = last_of_full(&users).map(|last| Self::BehindNumber(last.number));
                Ok((users, last))
            }
        }
    }
}

fn last_of_full(users: &[User]) -> Option<&User> {
    users.last().filter(|_| users.len() == PAGE)
}

/// Which users of a list are wanted, and what of them.
pub(super) struct Walk<'a> {
    pub stretch: Stretch,
    pub choice: &'a Choice,
    pub parts: Parts,
    pub to: To,
}

/// What one short read found.
pub(super) struct Leg {
    /// Users of the stretch.
    pub users: Vec<UserView>,
    /// How many users were wanted from the beginning of the list up to here.
    pub met: u64,
    /// Where to go on; none: that was all.
    pub next: Option<Place>,
}

impl Walk<'_> {
    /// Wanted users of the stretch from a place on.
    pub fn leg(&self, c: &mut dyn Conn, org: OrgKey, mut place: Place) -> Step<Leg> {
        let mut users = Vec::new();
        if self.is_full(place.met) {
            return Ok(Leg { users, met: place.met, next: None });
        }
        if place.looked_at >= self.choice.most {
            return Err(Refusal::invalid("filter", Rule::Filter(TOO_MANY.to_owned())).into());
        }
        let (looked_at, next) = place.at.users(c, org)?;
        for user in looked_at {
            place.looked_at += 1;
            let view = repo::with_parts(c, user, self.choice.looks_at)?;
            if !(self.choice.meets)(&view) {
                continue;
            }
            place.met += 1;
            if place.met > self.stretch.offset && place.met <= self.stretch.end() {
                users.push(repo::with_parts(c, view.user, self.parts)?);
            }
            if self.is_full(place.met) {
                return Ok(Leg { users, met: place.met, next: None });
            }
        }
        Ok(Leg { users, met: place.met, next: next.map(|at| Place { at, ..place }) })
    }

    /// Whether nobody else is to be looked for.
    fn is_full(&self, met: u64) -> bool {
        self.to == To::Full && met >= self.stretch.end()
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
