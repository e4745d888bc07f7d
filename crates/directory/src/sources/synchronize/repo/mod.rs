//! The rows of runs: which group is in one, what it stages, whom it concerns, and what is left to tell.

mod people;
mod runs;
mod staged;
mod telling;

use db::Columns;
use model::Timestamp;

pub(super) use people::{Known, members, user, user_of_key, users};
pub(super) use runs::{begin, current, end, give_up, holds, is_from, left};
pub(super) use staged::{
    Change, JOINS, JOINS_AGAIN, LEAVES, Staged, counts, make_effective, orphan, stage, wipe,
};
pub(super) use telling::{ALIKE, Effective, effective, end_of_batch, told, with_an_end};

/// The id of a run.
pub(super) type Run = [u8; 16];

fn time(r: &mut Columns<'_>) -> db::Result<Option<Timestamp>> {
    Ok(r.next::<Option<i64>>()?.and_then(Timestamp::from_micros))
}
