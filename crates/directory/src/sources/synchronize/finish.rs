//! Telling what a run has made effective, and clearing away what one has left.

use model::{GroupKey, Refusal, Timestamp};

use super::repo::{self, ALIKE, Effective, JOINS, JOINS_AGAIN, LEAVES, Run};
use crate::audit::{Changes, Event, Target, Targets};
use crate::run::{Step, Work};
use crate::{Directory, Request, Via};

/// So many changes are told, and so many staged rows cleared away, in one transaction.
const TOLD: i64 = 1_000;
const CLEARED: i64 = 500;
/// A run that was not touched for so many seconds is nobody's any more.
const FORGOTTEN: i64 = 60;
/// The most runs that are looked after at once; others come the next time.
const AT_ONCE: usize = 16;
/// What the kinds of changes are called.
const EVENTS: [(&str, i64); 3] =
    [("membership.added", JOINS), ("membership.changed", JOINS_AGAIN), ("membership.removed", LEAVES)];

/// Whether a run that was touched then is nobody's any more.
pub(super) fn is_forgotten(touched: Timestamp, now: Timestamp) -> bool {
    touched.plus_seconds(FORGOTTEN) <= now
}

/// Tells all that a run of `group` has made effective: an event and a change for each member, as if each had been moved
/// alone, and then the run is over. Whoever goes on with it after a crash tells what is left.
pub(super) async fn finish(directory: &Directory, request: &Request, group: GroupKey) -> Result<(), Refusal> {
    loop {
        let part = super::part_of(directory, request);
        if directory.write_plainly(&part, move |work| tell(work, group)).await? {
            return Ok(());
        }
    }
}

fn tell(work: &mut Work<'_>, group: GroupKey) -> Step<bool> {
    let Some(run) = repo::effective(work.c, group)? else { return Ok(true) };
    let upto = repo::end_of_batch(work.c, run.run, TOLD)?;
    let (Some(upto), Some(name)) = (upto, &run.group_name) else {
        repo::end(work.c, run.run)?;
        return Ok(true);
    };
    for (event, change) in EVENTS {
        let told = if change == LEAVES { left(name) } else { joined(name, &run, None) };
        let params = [run.run.into(), upto.0.into(), change.into()];
        let targets = Targets { query: ALIKE, params: &params };
        work.record_each(run.org, &run.actor, run.since, (event, "user", &told), &targets)?;
        work.changed_each(run.org, "user", "membership", &targets)?;
    }
    for one in repo::with_an_end(work.c, run.run, upto)? {
        let target = Target { kind: "user", id: one.id.0, name: one.login };
        let event = Event { name: "membership.changed", target, changes: joined(name, &run, one.until) };
        work.record_for(run.org, &run.actor, &event)?;
        work.changed(run.org, "user", one.id.0, "membership", one.version)?;
    }
    repo::told(work.c, (group, run.run), upto, (run.since, work.now))?;
    Ok(false)
}

fn joined(group: &str, run: &Effective, until: Option<Timestamp>) -> Changes {
    let mut changes = Changes::default();
    changes.set("group", group);
    changes.set("from", format!("{:?}", run.since));
    changes.set("until", until.map(|at| format!("{at:?}")));
    changes
}

fn left(group: &str) -> Changes {
    let mut changes = Changes::default();
    changes.lost("group", group);
    changes
}

/// Takes away what a run has staged that no group is in any more; one that is in a group keeps all of it.
pub(super) async fn wipe(directory: &Directory, request: &Request, run: Run) -> Result<(), Refusal> {
    loop {
        let part = super::part_of(directory, request);
        let gone = directory
            .write_plainly(&part, move |work| -> Step<u64> { Ok(repo::wipe(work.c, run, CLEARED)?) })
            .await?;
        if gone == 0 {
            return Ok(());
        }
    }
}

/// Goes on with runs that nobody goes on with: a server may have died in the middle of one. Costs two small reads when there
/// is none.
pub(crate) async fn finish_left(directory: &Directory) -> Result<(), Refusal> {
    let request = directory.own_request(Via::System, "synchronize");
    for _ in 0..AT_ONCE {
        let before = directory.now().plus_seconds(-FORGOTTEN);
        let left = directory.glance_plainly(&request, move |c| repo::left(c, before)).await?;
        let Some(group) = left else { break };
        let part = super::part_of(directory, &request);
        directory
            .write_plainly(&part, move |work| -> Step<()> {
                match repo::current(work.c, group)? {
                    Some(run) if run.effective.is_none() && is_forgotten(run.touched, work.now) => {
                        Ok(repo::give_up(work.c, group, run.run)?)
                    }
                    Some(_) | None => Ok(()),
                }
            })
            .await?;
        finish(directory, &request, group).await?;
    }
    for _ in 0..AT_ONCE {
        let Some(run) = directory.glance_plainly(&request, repo::orphan).await? else { break };
        wipe(directory, &request, run).await?;
    }
    Ok(())
}
