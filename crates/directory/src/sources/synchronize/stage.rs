//! The difference between a group here and there, staged and made effective.

use std::collections::HashMap;

use model::{Conflict, Group, Privilege, Refusal, UserKey};

use super::finish::{finish, is_forgotten, wipe};
use super::repo::{self, Change, Run, Staged};
use crate::audit::{Actor, Changes, Event, Target};
use crate::run::Step;
use crate::sources::AuthSource;
use crate::{Credential, Directory, Request, authority};

/// So many rows are read, or staged, in one transaction: others write in between.
const BATCH: i64 = 500;

/// One group of a source, and its turn among the groups of a call: each leaves its mark under the request's own id.
#[derive(Clone, Copy)]
pub(super) struct One<'a> {
    pub source: &'a AuthSource,
    pub group: &'a Group,
    pub turn: i64,
}

/// Makes the members of a group that come from its source these users, all at the same moment or none. A group that is gone
/// meanwhile is nobody's any more, and that is no failure.
///
/// Refuses `Forbidden` without `sources.manage`, and where the group gives who joins more than the caller holds (rule G);
/// `Conflict` while another run is at it, and where no administrator would be left.
pub(super) async fn replace(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    one: One<'_>,
    wanted: &[UserKey],
) -> Result<(), Refusal> {
    let run = directory.outside().id();
    if !begin(directory, request, credential, one, run).await? {
        return Ok(());
    }
    let done = async {
        // Once more: another run may have ended meanwhile.
        let changes = difference(directory, request, one, wanted).await?;
        stage(directory, request, one, run, changes).await?;
        make_effective(directory, request, credential, one, run).await
    };
    match done.await {
        Ok(()) => finish(directory, request, one.group.key).await,
        Err(refusal) => {
            give_up(directory, request, one, run).await;
            Err(refusal)
        }
    }
}

/// What is to change, found without holding anybody up. Rows that are not in force stay, but for those of `wanted`, which begin
/// now (`one-record` 4.3).
pub(super) async fn difference(
    directory: &Directory,
    request: &Request,
    one: One<'_>,
    wanted: &[UserKey],
) -> Result<Vec<Change>, Refusal> {
    let mut wanted: HashMap<UserKey, i64> = wanted.iter().copied().zip(0..).collect();
    let (mut changes, mut after) = (Vec::new(), UserKey(0));
    let (now, key) = (directory.now(), (one.group.key, one.source.key));
    loop {
        let page = directory.glance_plainly(request, move |c| repo::members(c, key, after, BATCH)).await?;
        let Some(last) = page.last() else { break };
        after = last.user;
        for row in page {
            let in_force = row.in_force(now);
            match wanted.remove(&row.user) {
                Some(place) if !in_force => {
                    let until = row.until.filter(|until| *until > now);
                    changes.push((row.user, Staged::JoinsAgain(until), place));
                }
                None if in_force => changes.push((row.user, Staged::Leaves(row.from), 0)),
                Some(_) | None => {}
            }
        }
    }
    changes.extend(wanted.into_iter().map(|(user, place)| (user, Staged::Joins, place)));
    // By key, as the tables are kept.
    changes.sort_unstable_by_key(|(user, ..)| *user);
    Ok(changes)
}

/// What came of trying to begin.
enum Began {
    Yes,
    /// What is effective must be told first.
    Later,
    /// The group is gone.
    Never,
}

/// Begins a run, when what another has made effective is told; false where the group is gone.
async fn begin(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    one: One<'_>,
    run: Run,
) -> Result<bool, Refusal> {
    let (key, source) = (one.group.key, one.source.key);
    loop {
        let part = super::part_of(directory, request);
        let began = directory
            .write_as(&part, credential, move |work, caller| -> Step<(Began, Option<Run>)> {
                caller.may(Privilege::SourcesManage)?;
                if !repo::is_from(work.c, key, source)? {
                    return Ok((Began::Never, None));
                }
                let mut left = None;
                match repo::current(work.c, key)? {
                    Some(current) if current.effective.is_some() => return Ok((Began::Later, None)),
                    // Done already: its commit's answer was lost.
                    Some(current) if current.run == run => {}
                    Some(current) if !is_forgotten(current.touched, work.now) => return Err(at_it().into()),
                    current => left = current.map(|current| current.run),
                }
                repo::begin(work.c, (caller.org(), key), run, work.now, &Actor::of(caller))?;
                Ok((Began::Yes, left))
            })
            .await?;
        match began {
            (Began::Later, _) => finish(directory, request, key).await?,
            (Began::Never, _) => return Ok(false),
            (Began::Yes, left) => {
                if let Some(left) = left {
                    wipe(directory, request, left).await?;
                }
                return Ok(true);
            }
        }
    }
}

fn at_it() -> Refusal {
    Refusal::Conflict(Conflict::State("the group is being synchronised"))
}

async fn stage(
    directory: &Directory,
    request: &Request,
    one: One<'_>,
    run: Run,
    changes: Vec<Change>,
) -> Result<(), Refusal> {
    let key = one.group.key;
    let some = usize::try_from(BATCH).unwrap_or(1);
    for batch in changes.chunks(some) {
        let (part, batch) = (super::part_of(directory, request), batch.to_vec());
        directory
            .write_plainly(&part, move |work| -> Step<()> {
                if !repo::holds(work.c, key, run, work.now)? {
                    return Err(at_it().into());
                }
                Ok(repo::stage(work.c, run, &batch)?)
            })
            .await?;
    }
    Ok(())
}

/// One statement, and the questions whether it may be. Nothing is recorded where nothing is staged.
async fn make_effective(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    one: One<'_>,
    run: Run,
) -> Result<(), Refusal> {
    let (key, source, turn) = (one.group.key, one.source.key, one.turn);
    let name = one.group.name.to_string();
    let target = Target { kind: "source", id: one.source.id.0, name: one.source.name.clone() };
    let version = one.source.version;
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::SourcesManage)?;
            (work.events, work.changes) = (turn, turn);
            if !repo::is_from(work.c, key, source)? {
                return Ok(());
            }
            if !repo::holds(work.c, key, run, work.now)? {
                return Err(at_it().into());
            }
            let (joined, left) = repo::counts(work.c, run)?;
            if joined > 0 {
                caller.may_give(authority::of_group(work.c, key)?)?;
            }
            let dialect = work.request.via.dialect();
            authority::guarded(work, caller, |work| {
                Ok(repo::make_effective(work.c, (key, run), dialect, work.now)?)
            })?;
            if joined + left == 0 {
                return Ok(());
            }
            let mut changes = Changes::default();
            changes.set("group", name.as_str());
            changes.set("joined", joined);
            changes.set("left", left);
            work.record(caller, &Event { name: "source.synchronized", target: target.clone(), changes })?;
            work.changed(caller.org(), "source", target.id, "synchronized", version)
        })
        .await
}

/// Ends a run that is not to be, and clears away what it has staged. What fails here is done later.
async fn give_up(directory: &Directory, request: &Request, one: One<'_>, run: Run) {
    let key = one.group.key;
    let cleared = async {
        let part = super::part_of(directory, request);
        directory
            .write_plainly(&part, move |work| -> Step<()> { Ok(repo::give_up(work.c, key, run)?) })
            .await?;
        wipe(directory, request, run).await
    };
    if let Err(refusal) = cleared.await {
        tracing::warn!(request = %request.id, ?refusal, "what was staged for a group is cleared away later");
    }
}
