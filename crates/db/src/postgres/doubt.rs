//! A commit whose answer was lost: looking for what it left, until it is certain what came of it.

use super::worker::Worker;
use crate::job::{self, Job};
use crate::stats::Counters;
use crate::{Error, Kind, Result};
use std::thread;
use std::time::{Duration, Instant};

/// Between two tries to reach a server.
const PAUSE: Duration = Duration::from_millis(100);

/// How long one job may be in doubt, over all its commits.
pub(super) struct Doubt {
    until: Instant,
}

/// What came of a commit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Decided {
    /// It stands.
    Committed,
    /// Nothing of it stands, nor ever will.
    Undone,
}

impl Doubt {
    pub fn new(longest: Duration) -> Self {
        Self { until: Instant::now() + longest }
    }

    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }
}

impl Worker {
    /// Finds out what came of the last run of `job`; `unknown` when it leaves no mark or time is over.
    pub(super) fn decide(&mut self, job: &mut dyn Job, doubt: &Doubt, unknown: Error) -> Result<Decided> {
        Counters::add(&self.shared.counters.commits_looked_for, 1);
        loop {
            let error = match self.look(job, doubt.left()) {
                Ok(Some(true)) => return Ok(Decided::Committed),
                Ok(Some(false)) => return Ok(Decided::Undone),
                Ok(None) => return Err(unknown),
                Err(error) => error,
            };
            if !error.kind().is_passing() || doubt.left().is_zero() {
                return Err(unknown);
            }
            if error.kind() == Kind::Lost {
                thread::park_timeout(PAUSE.min(doubt.left()));
            }
        }
    }

    /// One look, which waits `longest` for a commit that is still under way, and leaves nothing behind.
    fn look(&mut self, job: &mut dyn Job, longest: Duration) -> Result<Option<bool>> {
        let mut session = self.session()?;
        session.begin("BEGIN ISOLATION LEVEL READ COMMITTED");
        // No timeout at all would be written as nought.
        session.command(&format!("SET LOCAL lock_timeout = {}", longest.as_millis().max(1)))?;
        let found = job::look(job, &mut session);
        session.undo();
        self.session = Some(session);
        found
    }
}
