//! A closure on its way to a database thread and its answer on the way back.

use crate::conn::Remembers;
use crate::{Conn, Error, Meter, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use tokio::sync::oneshot;

/// How a write closure ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<T, R> {
    /// What was written is kept.
    Done(T),
    /// Refused, and everything that was written is undone.
    Refused(R),
    /// Refused, but what was written is kept: failed sign-ins, counts of refusals.
    Kept(R),
}

impl<T, R> Outcome<T, R> {
    /// A refusal whose writes are kept; `Done` stays as it is.
    #[must_use]
    pub fn but_keep(self) -> Self {
        match self {
            Self::Refused(refusal) | Self::Kept(refusal) => Self::Kept(refusal),
            Self::Done(value) => Self::Done(value),
        }
    }
}

/// What a job wants done with what it wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

/// A closure with its caller's address, of any type.
pub(crate) trait Job: Send {
    /// True when the caller has gone away.
    fn abandoned(&self) -> bool;
    /// True when it may write.
    fn writes(&self) -> bool;
    /// Runs the closure; called again when its transaction was lost.
    fn run(&mut self, conn: &mut dyn Conn) -> Result<Verdict>;
    /// Looks whether the mark of the last run is in the store; none when it leaves no mark.
    fn look(&mut self, conn: &mut dyn Conn) -> Option<Result<bool>>;
    /// Tells the caller what the last run came to, or why it came to nothing.
    fn answer(self: Box<Self>, end: Result<()>);
    /// Where its cost is written.
    fn meter(&self) -> Option<&Meter>;
}

/// Runs a job on `session` and writes down what it cost.
///
/// A panic becomes an error, and so does a failed statement that the closure has passed over.
pub(crate) fn perform<S: Remembers>(job: &mut dyn Job, session: &mut S) -> Result<Verdict> {
    let start = job.meter().is_some().then(Instant::now);
    let end = guarded(session, |session| job.run(session));
    if let (Some(meter), Some(start)) = (job.meter(), start) {
        meter.add(start.elapsed(), session.memory().rows);
    }
    end
}

/// Looks on `session` for what a job's last run wrote, with the same care; none when there is nothing to look for.
pub(crate) fn look<S: Remembers>(job: &mut dyn Job, session: &mut S) -> Result<Option<bool>> {
    guarded(session, |session| job.look(session).transpose())
}

fn guarded<S: Remembers, T>(session: &mut S, work: impl FnOnce(&mut S) -> Result<T>) -> Result<T> {
    let end = catch_unwind(AssertUnwindSafe(|| work(session))).map_err(|_| Error::panicked())?;
    session.memory().check()?;
    end
}

/// Answers a job. What its caller left in it is dropped here too, and may panic without harm to the thread.
pub(crate) fn answer(job: Box<dyn Job>, end: Result<()>) {
    drop(catch_unwind(AssertUnwindSafe(|| job.answer(end))));
}

/// The way back to a caller.
struct Caller<A> {
    address: oneshot::Sender<Result<A>>,
    meter: Option<Meter>,
}

/// A read closure.
pub(crate) struct Read<F, T> {
    work: F,
    found: Option<T>,
    caller: Caller<T>,
}

/// The way that answers of type `A` come back.
pub(crate) type Answer<A> = oneshot::Receiver<Result<A>>;

impl<F, T> Read<F, T> {
    pub fn new(work: F) -> (Self, Answer<T>) {
        let (address, answer) = oneshot::channel();
        (Self { work, found: None, caller: Caller { address, meter: Meter::current() } }, answer)
    }
}

impl<F, T> Job for Read<F, T>
where
    F: FnMut(&mut dyn Conn) -> Result<T> + Send,
    T: Send,
{
    fn abandoned(&self) -> bool {
        self.caller.address.is_closed()
    }

    fn writes(&self) -> bool {
        false
    }

    fn run(&mut self, conn: &mut dyn Conn) -> Result<Verdict> {
        self.found = Some((self.work)(conn)?);
        Ok(Verdict::Keep)
    }

    fn look(&mut self, _: &mut dyn Conn) -> Option<Result<bool>> {
        None
    }

    fn answer(self: Box<Self>, end: Result<()>) {
        let Self { found, caller, .. } = *self;
        let answer = end.and_then(|()| found.ok_or_else(Error::closed));
        drop(caller.address.send(answer));
    }

    fn meter(&self) -> Option<&Meter> {
        self.caller.meter.as_ref()
    }
}

/// What the caller of a write gets.
pub(crate) type Written<T, R> = std::result::Result<T, R>;

/// A closure that looks for the mark of a write.
pub(crate) type Look = Box<dyn FnMut(&mut dyn Conn) -> Result<bool> + Send>;

/// A write closure.
pub(crate) struct Write<F, T, R> {
    work: F,
    look: Option<Look>,
    outcome: Option<Outcome<T, R>>,
    caller: Caller<Written<T, R>>,
}

impl<F, T, R> Write<F, T, R> {
    pub fn new(work: F, look: Option<Look>) -> (Self, Answer<Written<T, R>>) {
        let (address, answer) = oneshot::channel();
        (Self { work, look, outcome: None, caller: Caller { address, meter: Meter::current() } }, answer)
    }
}

impl<F, T, R> Job for Write<F, T, R>
where
    F: FnMut(&mut dyn Conn) -> Result<Outcome<T, R>> + Send,
    T: Send,
    R: Send,
{
    fn abandoned(&self) -> bool {
        self.caller.address.is_closed()
    }

    fn writes(&self) -> bool {
        true
    }

    fn run(&mut self, conn: &mut dyn Conn) -> Result<Verdict> {
        let outcome = (self.work)(conn)?;
        let verdict = match &outcome {
            Outcome::Done(_) | Outcome::Kept(_) => Verdict::Keep,
            Outcome::Refused(_) => Verdict::Undo,
        };
        self.outcome = Some(outcome);
        Ok(verdict)
    }

    fn look(&mut self, conn: &mut dyn Conn) -> Option<Result<bool>> {
        self.look.as_mut().map(|look| look(conn))
    }

    fn answer(self: Box<Self>, end: Result<()>) {
        let Self { outcome, caller, .. } = *self;
        let answer = end.and_then(|()| match outcome {
            Some(Outcome::Done(value)) => Ok(Ok(value)),
            Some(Outcome::Refused(refusal) | Outcome::Kept(refusal)) => Ok(Err(refusal)),
            None => Err(Error::closed()),
        });
        drop(caller.address.send(answer));
    }

    fn meter(&self) -> Option<&Meter> {
        self.caller.meter.as_ref()
    }
}
