//! One thread that serves reads and writes on its own connection.

use super::conn::Session;
use super::doubt::{Decided, Doubt};
use super::pause;
use super::pool::Shared;
use crate::conn::Remembers;
use crate::job::{self, Job, Verdict};
use crate::queue::Lanes;
use crate::stats::Counters;
use crate::{Error, Kind, Result};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// A transaction that the server refuses in favour of another is tried so many times.
const MOST_TRIES: u32 = 30;
/// When it was refused so often, no other of this program writes while it is tried: where all conflict with all, as in tables
/// of one page, this is as fast as one connection, and nobody is refused for ever.
const PATIENT_TRIES: u32 = 1;
/// So many connections are lost under one transaction before its caller is told.
const MOST_LOSSES: u32 = 3;

const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";

/// Our statements find their rows by keys. A plan that reads a small table whole instead is hardly faster, and conflicts with all
/// that write to it, for as long as the plan is kept.
const BY_INDEX: &str = "SET enable_seqscan = off";

pub(crate) struct Worker {
    pub(super) shared: Arc<Shared>,
    /// None before the first job and after a loss.
    pub(super) session: Option<Session>,
    connected: bool,
}

impl Worker {
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, session: None, connected: false }
    }

    /// Serves until it is told to stop.
    pub fn run(&mut self, mut jobs: Lanes) {
        while let Some(mut job) = jobs.next() {
            if !job.abandoned() {
                let end = self.serve(&mut *job);
                self.count(&*job, &end);
                job::answer(job, end.map_err(Error::outward));
            }
        }
    }

    fn count(&self, job: &dyn Job, end: &Result<()>) {
        let counters = &self.shared.counters;
        match end.as_ref().map_err(Error::kind) {
            Err(Kind::Panicked) => Counters::add(&counters.panics, 1),
            Err(Kind::OutcomeUnknown) => Counters::add(&counters.commits_failed, 1),
            Ok(()) if job.writes() => {
                Counters::add(&counters.batches, 1);
                Counters::add(&counters.batched_writes, 1);
            }
            Ok(()) | Err(_) => {}
        }
        if !job.writes() {
            Counters::add(&counters.reads, 1);
        }
    }

    /// Runs a job until its outcome is certain, or the tries are used up.
    fn serve(&mut self, job: &mut dyn Job) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        let (mut tries, mut losses, mut doubt) = (0, 0, None);
        loop {
            let error = match self.try_beside_others(job, tries) {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            match error.kind() {
                Kind::OutcomeUnknown => {
                    let doubt = doubt.get_or_insert_with(|| Doubt::new(shared.doubt));
                    if self.decide(job, doubt, error)? == Decided::Committed {
                        return Ok(());
                    }
                }
                Kind::Retry if tries < MOST_TRIES => {
                    tries += 1;
                    if tries > PATIENT_TRIES {
                        pause::before(tries - PATIENT_TRIES);
                    }
                }
                Kind::Lost if losses < MOST_LOSSES => losses += 1,
                _ => return Err(error),
            }
            Counters::add(&shared.counters.retries, 1);
        }
    }

    /// A try beside the other writes of this program, or without them when it was refused too often: whoever is refused
    /// is not preferred the next time, and would be refused again by those who go on.
    fn try_beside_others(&mut self, job: &mut dyn Job, tries: u32) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        let (mut beside, mut alone) = (None, None);
        if tries >= PATIENT_TRIES {
            alone = Some(shared.lane.write().unwrap_or_else(PoisonError::into_inner));
        } else if job.writes() {
            beside = Some(shared.lane.read().unwrap_or_else(PoisonError::into_inner));
        }
        let end = self.transaction(job);
        drop((beside, alone));
        end
    }

    /// One try. A connection whose state is not known afterwards is given up.
    fn transaction(&mut self, job: &mut dyn Job) -> Result<()> {
        let mut session = self.session()?;
        session.begin(if job.writes() { WRITE } else { READ });
        let mut end = job::perform(job, &mut session);
        let keeps = job.writes() && matches!(end, Ok(Verdict::Keep));
        if keeps || (!job.writes() && end.is_ok()) {
            // What was sent is answered before the commit is, and what a read has sent is refused: that is to be told.
            let counted = session.memory().rows;
            end = session.settle().and(end);
            if let Some(meter) = job.meter() {
                meter.add(Duration::ZERO, session.memory().rows - counted);
            }
        }
        if keeps && end.is_ok() {
            session.commit()?;
            self.session = Some(session);
            return Ok(());
        }
        // A server that takes no writes any more is left, and the primary is looked for.
        let left = end.as_ref().is_err_and(|error| error.kind() == Kind::Lost);
        if !left {
            session.undo();
            self.session = Some(session);
        }
        end.map(drop)
    }

    /// The session of this thread, taken out: whoever knows it to be clean puts it back.
    pub(super) fn session(&mut self) -> Result<Session> {
        if let Some(session) = self.session.take().filter(|session| !session.is_closed()) {
            return Ok(session);
        }
        let mut session = Session::connect(&self.shared.server)?;
        // It only guides plans: a server that does not know it, or forgets it, works as well.
        drop(session.command(BY_INDEX));
        Counters::add(&self.shared.counters.reopened, usize::from(self.connected));
        self.connected = true;
        Ok(session)
    }
}
