//! Who did what, when, through which door: one event for each changed object, in the commit of the change.

mod event;
mod failures;
mod mark;
pub(crate) mod repo;
mod targets;

pub(crate) use event::{Actor, Changes, Event, Target};
pub(crate) use failures::{FailureCounts, FailureKey};
pub(crate) use mark::{LastMark, Mark};
pub(crate) use targets::Targets;
