//! Bringing the members of imported groups along from their auth source.
//!
//! The source is asked and the difference computed without any transaction. The difference is staged in small ones, made
//! effective by one statement, and then told, member by member, in small ones again: nobody who writes waits for the
//! group, and nobody ever sees half of it. Until that one statement nothing has changed; behind it, what is left to tell is
//! told by whoever comes next.

mod finish;
mod people;
mod repo;
mod stage;

use std::sync::Arc;
use std::time::Duration;

use model::{Group, Privilege, Refusal, RequestId, SourceId};

pub(crate) use finish::finish_left;
pub use people::Described;

use self::people::{Whose, look_after, meet};
use self::repo::Staged;
use self::stage::{One, difference, replace};
use super::{ask, connect, get};
use crate::audit::Actor;
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request, groups};

/// How long a source may take to tell the members of one group; each of its answers must come as soon as ever.
const LONGEST: Duration = Duration::from_mins(10);
/// The most members of one group.
const MOST_MEMBERS: usize = 100_000;

/// What came of a synchronisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Synchronized {
    /// Groups that were looked at.
    pub groups: usize,
    /// Users who were brought in.
    pub brought: usize,
    /// Users who were disabled, as they are at the source.
    pub disabled: usize,
    /// Members whose login is no login here, or another user's.
    pub passed_over: usize,
}

/// Gives each group that was brought from this source the members that it has there, nested groups followed. Members from
/// elsewhere stay. Who is not a user here becomes one, external and without roles; who is disabled there is disabled here.
///
/// Each group is done whole or not at all, one after the other. A group that the source does not have has no members there.
///
/// Refuses `Forbidden` without `sources.manage`, and where a group gives who joins more than the caller holds (rule G);
/// `NotFound` for no such source; `Conflict` while another call is at the same group, and where no administrator would be
/// left; and as [`super::search_users`] does for a source that cannot be asked.
pub async fn synchronize(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    id: Draft<SourceId>,
    described: Described,
) -> Result<Synchronized, Refusal> {
    let _turn = ask::turn()?;
    let opened = get::open(directory, request, credential, id).await?;
    let mut server = connect::ldap(&opened.source, opened.secret.as_ref())?;
    server.times.whole = LONGEST;
    let (id, key) = (opened.source.id, opened.source.key);
    let (org, actor, all) = directory
        .glance_as(request, credential, move |c, caller, _| -> Step<_> {
            caller.may(Privilege::SourcesManage)?;
            Ok((caller.org(), Actor::of(caller), groups::repo::of_source(c, caller.org(), key)?))
        })
        .await?;
    let whose = Whose { org, key, id, described, actor: Arc::new(actor) };
    let mut done = Synchronized { groups: all.len(), ..Synchronized::default() };
    for (group, turn) in all.iter().zip(0..) {
        let one = One { source: &opened.source, group, turn };
        let people = members(&server, group).await.map_err(|error| ask::failed(false, &error))?;
        let met = meet(directory, request, &whose, people).await?;
        done.brought += met.brought;
        done.disabled += met.disabled;
        done.passed_over += met.passed_over;
        let changes = difference(directory, request, one, &met.users).await?;
        if changes.is_empty() {
            continue;
        }
        let leaves = |change: &Staged| matches!(change, Staged::Leaves(_));
        let leaving: Vec<_> =
            changes.iter().filter(|(_, change, _)| leaves(change)).map(|(user, ..)| *user).collect();
        done.disabled += look_after(directory, request, &whose, &server, &leaving).await?;
        replace(directory, request, credential, one, &met.users).await?;
    }
    Ok(done)
}

/// Everybody in a group at the source: by its distinguished name, or by the name that groups have there.
async fn members(server: &ldap::Source, group: &Group) -> Result<Vec<ldap::Person>, ldap::Error> {
    let name = group.name.as_str();
    let dn = if name.contains('=') {
        Some(name.to_owned())
    } else {
        server.group(name).await?.map(|group| group.dn)
    };
    let found = match dn {
        Some(dn) => server.members_of(&dn, MOST_MEMBERS).await?,
        None => None,
    };
    Ok(found.map(|members| members.people).unwrap_or_default())
}

/// A part of a request, with an id of its own: each transaction leaves a mark under it.
fn part_of(directory: &Directory, request: &Request) -> Request {
    request.part(RequestId(directory.outside().id()))
}
