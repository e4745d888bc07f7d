//! The difference between a group here and there, staged and made effective.

use std::collections::HashMap;

use model::{Conflict, Dialect, Group, OrgKey, Privilege, Refusal, SourceKey, Timestamp, UserKey};

use super::finish::{FORGOTTEN, finish, wipe};
use super::repo::{self, Staged};
use crate::audit::{Actor, Changes, Event, Target};
use crate::run::Step;
use crate::sources::AuthSource;
use crate::{Credential, Directory, Request, authority};

/// So many rows are read, or staged, in one transaction: others write in between.
const BATCH: i64 = 500;

/// A change of the membership of one user, at its place in the order of joining.
type Change = (UserKey, Staged, i64);

/// Makes the members of `group` that come from `source` these users, all at the same moment or none.
///
/// Refuses `Forbidden` without `sources.manage`, and where the group gives who joins more than the caller holds (rule G);
/// `Conflict` while another run is at it, and where no administrator would be left.
pub(super) async fn replace(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    (source, group): (&AuthSource, &Group),
    wanted: &[UserKey],
) -> Result<(), Refusal> {
    if difference(directory, request, (group, source.key), wanted).await?.is_empty() {
        return Ok(());
    }
    let run = directory.outside().id();
    begin(directory, request, credential, group, run).await?;
    let done = async {
        // Once more: another run may have ended meanwhile.
        let changes = difference(directory, request, (group, source.key), wanted).await?;
        stage(directory, request, group, run, changes).await?;
        make_effective(directory, request, credential, (source, group), run).await
    };
    match done.await {
        Ok(()) => finish(directory, request, group.key).await,
        Err(refusal) => {
            give_up(directory, request, group, run).await;
            Err(refusal)
        }
    }
}

/// What is to change, found without holding anybody up.
async fn difference(
    directory: &Directory,
    request: &Request,
    (group, source): (&Group, SourceKey),
    wanted: &[UserKey],
) -> Result<Vec<Change>, Refusal> {
    let mut wanted: HashMap<UserKey, i64> = wanted.iter().copied().zip(0..).collect();
    let (mut changes, mut after) = (Vec::new(), UserKey(0));
    let (now, key) = (directory.now(), (group.key, source));
    loop {
        let page = directory.glance_plainly(request, move |c| repo::members(c, key, after, BATCH)).await?;
        let Some(last) = page.last() else { break };
        after = last.user;
        for row in page {
            let in_force = row.from <= now && row.until.is_none_or(|until| now < until);
            match wanted.remove(&row.user) {
                Some(_) if in_force => {}
                Some(place) => {
                    let until = row.until.filter(|until| *until > now);
                    changes.push((row.user, Staged::JoinsAgain(until), place));
                }
                None => changes.push((row.user, Staged::Leaves(row.from), 0)),
            }
        }
    }
    changes.extend(wanted.into_iter().map(|(user, place)| (user, Staged::Joins, place)));
    // By key, as the tables are kept.
    changes.sort_unstable_by_key(|(user, ..)| *user);
    Ok(changes)
}

/// Begins a run, when what another has left is told or cleared away.
async fn begin(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    group: &Group,
    run: [u8; 16],
) -> Result<(), Refusal> {
    let key = group.key;
    loop {
        let left = directory.glance_plainly(request, move |c| repo::run_of(c, key)).await?;
        match left {
            Some(left) if left.effective.is_some() => finish(directory, request, key).await?,
            Some(left) if !is_forgotten(left.touched, directory.now()) => return Err(at_it()),
            Some(_) | None => wipe(directory, request, key).await?,
        }
        let part = super::part_of(directory, request);
        let began = directory
            .write_as(&part, credential, move |work, caller| -> Step<bool> {
                caller.may(Privilege::SourcesManage)?;
                match repo::run_of(work.c, key)? {
                    Some(left) if left.effective.is_some() => return Ok(false),
                    Some(left) if !is_forgotten(left.touched, work.now) => return Err(at_it().into()),
                    Some(_) | None => {}
                }
                repo::begin(work.c, (caller.org(), key), run, work.now, &Actor::of(caller))?;
                Ok(true)
            })
            .await?;
        if began {
            return Ok(());
        }
    }
}

fn is_forgotten(touched: Timestamp, now: Timestamp) -> bool {
    touched.plus_seconds(FORGOTTEN) <= now
}

fn at_it() -> Refusal {
    Refusal::Conflict(Conflict::State("the group is being synchronised"))
}

async fn stage(
    directory: &Directory,
    request: &Request,
    group: &Group,
    run: [u8; 16],
    changes: Vec<Change>,
) -> Result<(), Refusal> {
    let key = group.key;
    let some = usize::try_from(BATCH).unwrap_or(1);
    for batch in changes.chunks(some) {
        let (part, batch) = (super::part_of(directory, request), batch.to_vec());
        directory
            .write_plainly(&part, move |work| -> Step<()> {
                if !repo::holds(work.c, key, run, work.now)? {
                    return Err(at_it().into());
                }
                for (user, change, place) in &batch {
                    repo::stage(work.c, key, *user, *change, *place)?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(())
}

/// One statement, and the questions whether it may be.
async fn make_effective(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    (source, group): (&AuthSource, &Group),
    run: [u8; 16],
) -> Result<(), Refusal> {
    let part = super::part_of(directory, request);
    let (key, name) = (group.key, group.name.to_string());
    let target = Target { kind: "source", id: source.id.0, name: source.name.clone() };
    directory
        .write_as(&part, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::SourcesManage)?;
            if !repo::holds(work.c, key, run, work.now)? {
                return Err(at_it().into());
            }
            let (joined, left) = repo::counts(work.c, key)?;
            if joined > 0 {
                caller.may_give(authority::of_group(work.c, key)?)?;
            }
            let dialect: Option<Dialect> = work.request.via.dialect();
            authority::guarded(work, caller, |work| {
                Ok(repo::make_effective(work.c, key, dialect, work.now)?)
            })?;
            let mut changes = Changes::default();
            changes.set("group", name.as_str());
            changes.set("joined", joined);
            changes.set("left", left);
            let org: OrgKey = caller.org();
            work.record(caller, &Event { name: "source.synchronized", target: target.clone(), changes })?;
            work.changed(org, "source", target.id, "synchronized", 0)
        })
        .await
}

/// Clears away what a run has staged that is not to be. What fails here is cleared away later.
async fn give_up(directory: &Directory, request: &Request, group: &Group, run: [u8; 16]) {
    let key = group.key;
    let cleared = async {
        wipe(directory, request, key).await?;
        let part = super::part_of(directory, request);
        directory
            .write_plainly(&part, move |work| -> Step<()> {
                if repo::holds(work.c, key, run, work.now)? {
                    repo::end(work.c, key)?;
                }
                Ok(())
            })
            .await
    };
    if let Err(refusal) = cleared.await {
        tracing::warn!(request = %request.id, ?refusal, "what was staged for a group is cleared away later");
    }
}
