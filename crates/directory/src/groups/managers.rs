//! Who manages a group. It confers nothing here.

use model::{Group, Refusal, Rule};
use serde_json::json;

use super::named::named;
use super::{Person, repo};
use crate::audit::Changes;
use crate::run::{Step, Work};
use crate::users::{UserRef, repo as users};
use crate::{Caller, Draft};

/// The most managers that a request may name.
const MOST: usize = 1_000;

/// The managers become those of `wanted`; who comes and who goes is put into `told`. Answers whether anybody did.
///
/// Refuses `NotFound` for a user that is not there, `Invalid` for too many.
pub(super) fn replace(
    work: &mut Work<'_>,
    caller: &Caller,
    group: &Group,
    (standing, wanted): (&[Person], &[UserRef]),
    told: &mut Changes,
) -> Step<bool> {
    let named = named(work.c, caller.org(), standing, wanted)?;
    let gone: Vec<_> = standing.iter().filter(|person| !named.stay.contains(&person.id)).collect();
    if named.come.is_empty() && gone.is_empty() {
        return Ok(false);
    }
    at_most(named.stay.len() + named.come.len())?;
    for person in &gone {
        let user = users::find_by_id(work.c, caller.org(), person.id)?.ok_or(Refusal::Internal)?;
        repo::delete_manager(work.c, group.key, user.key)?;
        work.changed(caller.org(), "user", user.id.0, "manages", user.version)?;
    }
    for user in &named.come {
        repo::put_manager(work.c, group.key, user.key)?;
        work.changed(caller.org(), "user", user.id.0, "manages", user.version)?;
    }
    let gone: Vec<_> = gone.iter().map(|person| person.login.as_str()).collect();
    let come: Vec<_> = named.come.iter().map(|user| user.login.as_str()).collect();
    told.both("managers", json!(gone), json!(come));
    Ok(true)
}

fn at_most(count: usize) -> Draft<()> {
    if count > MOST { Err(Refusal::invalid("managers", Rule::TooMany { max: MOST })) } else { Ok(()) }
}
