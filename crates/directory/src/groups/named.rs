//! Users whom a request names for a group.

use std::collections::HashSet;

use db::Conn;
use model::{OrgKey, User, UserId};

use super::Person;
use crate::run::Step;
use crate::users::UserRef;

/// The users named, against those who stand.
pub(super) struct Named {
    /// Who stands and is named.
    pub stay: HashSet<UserId>,
    /// Who is named and does not stand, once each, in the order given.
    pub come: Vec<User>,
}

/// Finds those of `wanted`; who stands and is named by his id is not looked up. Refuses `NotFound` for a user who is not
/// there.
pub(super) fn named(c: &mut dyn Conn, org: OrgKey, standing: &[Person], wanted: &[UserRef]) -> Step<Named> {
    let stand: HashSet<_> = standing.iter().map(|person| person.id).collect();
    let (mut seen, mut named) = (HashSet::new(), Named { stay: HashSet::new(), come: Vec::new() });
    for user in wanted {
        match user {
            UserRef::Id(id) | UserRef::IdOrLogin(id, _) if stand.contains(id) => {
                named.stay.insert(*id);
            }
            _ => {
                let user = user.find_named(c, org)?;
                if stand.contains(&user.id) {
                    named.stay.insert(user.id);
                } else if seen.insert(user.id) {
                    named.come.push(user);
                }
            }
        }
    }
    Ok(named)
}
