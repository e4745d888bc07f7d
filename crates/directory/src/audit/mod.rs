//! Who did what, when, through which door: one event for each changed object, in the commit of the change.

mod entry;
mod event;
mod failures;
mod mark;
pub(crate) mod repo;
mod search;
mod targets;

pub use entry::{AuditTarget, Changed, Entry, What};
pub(crate) use event::{Actor, Changes, Event, Target};
pub(crate) use failures::{FailureCounts, FailureKey};
pub(crate) use mark::{LastMark, Mark};
pub use search::{AuditSearch, Found, search};
pub(crate) use targets::Targets;
