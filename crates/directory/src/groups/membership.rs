//! Joining and leaving.

use model::{Group, Privilege, Refusal, Rule, Timestamp, User};

use super::named::named;
use super::{GroupRef, Person, repo};
use crate::audit::{Changes, Event, Target};
use crate::run::{Step, Work};
use crate::second_factor::unweakened;
use crate::users::{UserRef, repo as users};
use crate::{Caller, Credential, Directory, Draft, Request, authority};

/// Makes a user a member from `from` up to `until` (`one-record` 4.3): without dates from now, open; a row that is in
/// force already stays as it is, an ended or future one begins now and a future end stays.
///
/// Refuses `Forbidden` without `users.manage`, when the group gives a privilege the caller does not hold, or when it asks for
/// a code and is to ask this user, who holds such a privilege, for less time than before; `NotFound` for either; `Invalid`
/// for an end that does not lie after the start.
pub async fn join(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    member: Draft<(GroupRef, UserRef)>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::UsersManage)?;
            let (group, user) = find(work, caller, &member)?;
            let found = repo::membership(work.c, user.key, &group)?;
            let (since, until) = match (&found, from, until) {
                (Some(row), None, None) if row.in_force(work.now) => return Ok(()),
                (Some(row), None, None) => (work.now, row.until.filter(|end| *end > work.now)),
                (_, from, until) => (from.unwrap_or(work.now), until),
            };
            if until.is_some_and(|until| until <= since) {
                return Err(Refusal::invalid("until", Rule::Format("must lie after the start")).into());
            }
            if until.is_none_or(|until| until > work.now) {
                caller.may_give(authority::of_group(work.c, group.key)?)?;
            }
            let dialect = work.request.via.dialect();
            let put = |work: &mut Work<'_>| {
                Ok(repo::put_membership(
                    work.c,
                    user.key,
                    group.key,
                    since,
                    until,
                    work.now.micros(),
                    dialect,
                )?)
            };
            authority::guarded(work, caller, |work| unweakened(work, caller, user.key, put))?;
            let name = if found.is_some() { "membership.changed" } else { "membership.added" };
            let mut changes = Changes::default();
            changes.set("group", group.name.as_str());
            changes.set("from", format!("{since:?}"));
            changes.set("until", until.map(|at| format!("{at:?}")));
            record(work, caller, &user, name, changes)
        })
        .await
}

/// Ends a membership: its row goes, history is the audit. Leaving a group one is not in is no change.
///
/// Refuses `Forbidden` without `users.manage`, and when the group asks for a code and the user holds a privilege that the
/// caller does not; `NotFound` for either, `Conflict` where the caller would end his own administration or the last one.
pub async fn leave(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    member: Draft<(GroupRef, UserRef)>,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::UsersManage)?;
            let (group, user) = find(work, caller, &member)?;
            authority::undemoted(work, caller, |work| end(work, caller, &group, &user))
        })
        .await
}

/// The members in force, who are `standing`, become those of `wanted`, in its order; rows that are not in force stay (R7),
/// but for those of `wanted`, which begin now. Answers whether anybody joined: rule G and protection are the caller's to
/// ask.
///
/// Refuses `NotFound` for a user that is not there, and `Forbidden` as [`leave`] does.
pub(super) fn replace(
    work: &mut Work<'_>,
    caller: &Caller,
    group: &Group,
    (standing, wanted): (&[Person], &[UserRef]),
) -> Step<bool> {
    let named = named(work.c, caller.org(), standing, wanted)?;
    for person in standing.iter().filter(|person| !named.stay.contains(&person.id)) {
        let user = users::find_by_id(work.c, caller.org(), person.id)?.ok_or(Refusal::Internal)?;
        end(work, caller, group, &user)?;
    }
    for (user, order) in named.come.iter().zip(0..) {
        begin(work, caller, group, user, order)?;
    }
    Ok(!named.come.is_empty())
}

/// Takes a user out of a group, if he is in it. Refuses `Forbidden` as [`unweakened`] does.
pub(super) fn end(work: &mut Work<'_>, caller: &Caller, group: &Group, user: &User) -> Step<()> {
    let leave = |work: &mut Work<'_>| Ok(repo::delete_membership(work.c, user.key, group.key)?);
    let gone = if group.asks_code { unweakened(work, caller, user.key, leave) } else { leave(work) };
    if !gone? {
        return Ok(());
    }
    let mut changes = Changes::default();
    changes.lost("group", group.name.as_str());
    record(work, caller, user, "membership.removed", changes)
}

/// A user becomes a member from now on; a future end stays. False for one who is in force already. `order`: among those
/// of one instant.
pub(super) fn begin(
    work: &mut Work<'_>,
    caller: &Caller,
    group: &Group,
    user: &User,
    order: i64,
) -> Step<bool> {
    let found = repo::membership(work.c, user.key, group)?;
    if found.as_ref().is_some_and(|row| row.in_force(work.now)) {
        return Ok(false);
    }
    let until = found.as_ref().and_then(|row| row.until).filter(|end| *end > work.now);
    let (dialect, joined) = (work.request.via.dialect(), work.now.micros() + order);
    repo::put_membership(work.c, user.key, group.key, work.now, until, joined, dialect)?;
    let name = if found.is_some() { "membership.changed" } else { "membership.added" };
    let mut changes = Changes::default();
    changes.set("group", group.name.as_str());
    changes.set("from", format!("{:?}", work.now));
    changes.set("until", until.map(|at| format!("{at:?}")));
    record(work, caller, user, name, changes)?;
    Ok(true)
}

fn find(work: &mut Work<'_>, caller: &Caller, member: &Draft<(GroupRef, UserRef)>) -> Step<(Group, User)> {
    let (group, user) = member.as_ref().map_err(Clone::clone)?;
    Ok((group.find_addressed(work.c, caller.org())?, user.find(work.c, caller.org())?))
}

fn record(
    work: &mut Work<'_>,
    caller: &Caller,
    user: &User,
    name: &'static str,
    changes: Changes,
) -> Step<()> {
    let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
    work.record(caller, &Event { name, target, changes })?;
    work.changed(caller.org(), "user", user.id.0, "membership", user.version)
}
