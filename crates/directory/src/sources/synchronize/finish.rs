//! Telling what a run has made effective, and clearing away what one has left.

use model::{GroupKey, Refusal};

use super::repo::{self, JOINS, LEAVES};
use crate::audit::{Changes, Event, Target};
use crate::run::Step;
use crate::{Directory, Request, Via};

/// So many changes are told, or cleared away, in one transaction.
const BATCH: i64 = 100;
/// A run that was not touched for so many seconds is nobody's any more.
pub(super) const FORGOTTEN: i64 = 60;

/// Tells all that a run of `group` has made effective: an event and a change for each member, as if each had been moved
/// alone, and then the run is over. Whoever goes on with it after a crash tells what is left.
pub(super) async fn finish(directory: &Directory, request: &Request, group: GroupKey) -> Result<(), Refusal> {
    loop {
        let part = super::part_of(directory, request);
        let done = directory.write_plainly(&part, move |work| tell(work, group)).await?;
        if done {
            return Ok(());
        }
    }
}

fn tell(work: &mut crate::run::Work<'_>, group: GroupKey) -> Step<bool> {
    let Some(run) = repo::effective(work.c, group)? else { return Ok(true) };
    let untold = repo::untold(work.c, group, BATCH)?;
    for one in &untold {
        let mut changes = Changes::default();
        let event = match one.change {
            LEAVES => {
                changes.lost("group", run.group_name.as_str());
                "membership.removed"
            }
            change => {
                changes.set("group", run.group_name.as_str());
                changes.set("from", format!("{:?}", run.since));
                changes.set("until", one.until.map(|at| format!("{at:?}")));
                if change == JOINS { "membership.added" } else { "membership.changed" }
            }
        };
        let target = Target { kind: "user", id: one.id.0, name: one.login.clone() };
        work.record_for(run.org, &run.actor, &Event { name: event, target, changes })?;
        work.changed(run.org, "user", one.id.0, "membership", one.version)?;
        repo::told(work.c, group, one, run.since)?;
    }
    if untold.is_empty() {
        repo::end(work.c, group)?;
    }
    Ok(untold.is_empty())
}

/// Takes away what a run has staged that will never become effective.
pub(super) async fn wipe(directory: &Directory, request: &Request, group: GroupKey) -> Result<(), Refusal> {
    loop {
        let part = super::part_of(directory, request);
        let gone = directory
            .write_plainly(&part, move |work| -> Step<u64> {
                // What is effective is to be told, not wiped.
                let effective = repo::run_of(work.c, group)?.is_some_and(|run| run.effective.is_some());
                Ok(if effective { 0 } else { repo::wipe(work.c, group, BATCH * 5)? })
            })
            .await?;
        if gone == 0 {
            return Ok(());
        }
    }
}

/// Goes on with runs that nobody goes on with: a server may have died in the middle of one. Costs one small read when there
/// is none.
pub(crate) async fn finish_left(directory: &Directory) -> Result<(), Refusal> {
    let request = directory.own_request(Via::System, "synchronize");
    let before = directory.now().plus_seconds(-FORGOTTEN);
    while let Some(group) = directory.glance_plainly(&request, move |c| repo::left(c, before)).await? {
        wipe(directory, &request, group).await?;
        finish(directory, &request, group).await?;
        let part = super::part_of(directory, &request);
        directory
            .write_plainly(&part, move |work| -> Step<()> {
                match repo::run_of(work.c, group)? {
                    Some(run) if run.touched < before && run.effective.is_none() => {
                        Ok(repo::end(work.c, group)?)
                    }
                    Some(_) | None => Ok(()),
                }
            })
            .await?;
    }
    Ok(())
}
