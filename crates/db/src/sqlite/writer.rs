//! The one thread that writes: all that wait share a commit.

use super::Shared;
use super::checkpoint::{Bell, Resetter};
use super::conn::{Role, Session, Texts, command};
use super::snapshot::{self, Order};
use crate::job::{self, Job, Verdict};
use crate::queue::Inbox;
use crate::stats::Counters;
use crate::store::Parcel;
use crate::{Error, Kind, Result, text_index};
use rusqlite::{Connection, InterruptHandle};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The way to interrupt the writer's statement from another thread.
#[derive(Default)]
pub(crate) struct Interrupt(Mutex<Option<InterruptHandle>>);

impl Interrupt {
    pub fn ring(&self) {
        if let Some(handle) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            handle.interrupt();
        }
    }

    fn point_at(&self, conn: &Connection) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(conn.get_interrupt_handle());
    }
}

/// The writing thread's own things.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    /// None when it broke and could not be opened again yet.
    conn: Option<Connection>,
    /// So many of the next writes have a transaction of their own, to find the one that spoils a shared one.
    alone: usize,
    resetter: Resetter,
}

/// What came of one job inside the shared transaction.
enum Step {
    /// The transaction goes on.
    Ran(Result<Verdict>),
    /// The engine has ended the transaction by itself, or would not leave the savepoint.
    Lost(Error),
}

/// What waits for the commit of the open transaction.
#[derive(Default)]
struct Ran {
    jobs: Vec<(Parcel, Result<Verdict>)>,
    texts: Texts,
}

impl Writer {
    pub fn new(shared: Arc<Shared>, conn: Connection, bell: Bell) -> Self {
        shared.interrupt.point_at(&conn);
        let resetter = Resetter::new(bell, shared.config.log_limit);
        Self { shared, conn: Some(conn), alone: 0, resetter }
    }

    /// Serves writes until it is told to stop, then those that still wait.
    pub fn run(mut self, mut inbox: Inbox<'_>) {
        let mut pending = VecDeque::new();
        while let Some(first) = inbox.wait() {
            pending.push_back(first);
            while !pending.is_empty() {
                self.batch(&mut pending, &mut inbox);
            }
            if let Some(conn) = &self.conn {
                self.resetter.after_batch(conn, &self.shared);
            }
            if let Some(order) = self.shared.snapshot.take() {
                self.copy(&order, &mut pending, &mut inbox);
            }
        }
    }

    /// Copies the whole store, and serves between the steps of the copy.
    fn copy(&mut self, order: &Order, pending: &mut VecDeque<Parcel>, inbox: &mut Inbox<'_>) {
        let conn = match self.sound() {
            Ok(conn) => conn,
            Err(error) => return order.answer(Err(error)),
        };
        let mut sound = true;
        let end = snapshot::copy(&conn, order, || {
            pending.extend(inbox.next());
            while sound && !pending.is_empty() {
                sound = self.batch_on(&conn, pending, inbox);
            }
            self.resetter.after_batch(&conn, &self.shared);
            sound && !inbox.is_stopped()
        });
        self.conn = Some(conn).filter(|_| sound);
        order.answer(end);
        while !pending.is_empty() {
            self.batch(pending, inbox);
        }
    }

    /// One shared transaction: the pending jobs and what waits in the inbox. Jobs that have to run again because
    /// their transaction was lost are pending afterwards.
    fn batch(&mut self, pending: &mut VecDeque<Parcel>, inbox: &mut Inbox<'_>) {
        match self.sound() {
            Ok(conn) => {
                let sound = self.batch_on(&conn, pending, inbox);
                self.conn = Some(conn).filter(|_| sound);
            }
            Err(error) => refuse_all(pending, inbox, &error),
        }
    }

    /// The same on this connection; false when it is not to be used again.
    fn batch_on(&mut self, conn: &Connection, pending: &mut VecDeque<Parcel>, inbox: &mut Inbox<'_>) -> bool {
        if let Err(error) = command(conn, "BEGIN IMMEDIATE") {
            refuse_all(pending, inbox, &error);
            // A busy file is no fault of the connection; after anything else a new one is the cure.
            return error.kind() == Kind::Busy;
        }
        let mut ran = Ran::default();
        let begun = Instant::now();
        while let Some(mut job) = self.next(&ran, begun, pending, inbox) {
            match step(conn, &mut *job, &mut ran.texts) {
                Step::Ran(Err(error)) if error.kind() == Kind::Panicked => self.panicked(job, error),
                Step::Ran(end) => ran.jobs.push((job, end)),
                Step::Lost(error) if error.kind() == Kind::Panicked => {
                    self.panicked(job, error);
                    self.lost(ran, pending);
                    return false;
                }
                Step::Lost(error) => {
                    tracing::warn!(%error, "the engine ended a shared transaction: the others run again");
                    job::answer(job, Err(Error::because(Kind::Unavailable, error)));
                    self.lost(ran, pending);
                    return false;
                }
            }
        }
        self.finish(conn, ran, pending)
    }

    fn sound(&mut self) -> Result<Connection> {
        match self.conn.take() {
            Some(conn) => Ok(conn),
            None => self.open(),
        }
    }

    fn open(&self) -> Result<Connection> {
        let conn = self.shared.opener.open(Role::Write)?;
        self.shared.interrupt.point_at(&conn);
        Counters::add(&self.shared.counters.reopened, 1);
        Ok(conn)
    }

    /// The next job of this batch, if it may have one more.
    fn next(
        &self,
        ran: &Ran,
        begun: Instant,
        pending: &mut VecDeque<Parcel>,
        inbox: &mut Inbox<'_>,
    ) -> Option<Parcel> {
        let config = &self.shared.config;
        let most = if self.alone > 0 { 1 } else { config.batch_count };
        loop {
            let count = ran.jobs.len();
            if count > 0 && (count >= most || begun.elapsed() >= config.batch_time) {
                return None;
            }
            let job = pending.pop_front().or_else(|| inbox.next())?;
            if !job.abandoned() {
                return Some(job);
            }
        }
    }

    fn panicked(&self, job: Parcel, error: Error) {
        Counters::add(&self.shared.counters.panics, 1);
        job::answer(job, Err(error));
    }

    /// Nobody of `ran` was answered: they run again from the start, before all others.
    fn lost(&self, ran: Ran, pending: &mut VecDeque<Parcel>) {
        Counters::add(&self.shared.counters.retries, ran.jobs.len());
        for (job, _) in ran.jobs.into_iter().rev() {
            pending.push_front(job);
        }
    }

    /// Writes the texts of all and commits; false when the connection is not to be used again.
    fn finish(&mut self, conn: &Connection, ran: Ran, pending: &mut VecDeque<Parcel>) -> bool {
        self.alone = self.alone.saturating_sub(1);
        let mut session = Session::new(conn);
        let written = ran.texts.iter().try_for_each(|change| text_index::apply(&mut session, change));
        match written.and_then(|()| text_index::merge(&mut session, &ran.texts)) {
            Ok(()) => self.commit(conn, ran.jobs),
            Err(error) => {
                // Not committed for certain. Whose text it was shows when each has a transaction of its own.
                tracing::warn!(%error, writes = ran.jobs.len(), "a text index refused a shared transaction");
                // The others wait until the transaction is gone, with its connection.
                if ran.jobs.len() > 1 {
                    self.alone = ran.jobs.len();
                    self.lost(ran, pending);
                    return false;
                }
                drop(command(conn, "ROLLBACK"));
                for (job, _) in ran.jobs {
                    job::answer(job, Err(error.clone().outward()));
                }
                false
            }
        }
    }

    fn commit(&self, conn: &Connection, ran: Vec<(Parcel, Result<Verdict>)>) -> bool {
        let counters = &self.shared.counters;
        match command(conn, "COMMIT") {
            Ok(()) => {
                Counters::add(&counters.batches, usize::from(!ran.is_empty()));
                Counters::add(&counters.batched_writes, ran.len());
                for (job, end) in ran {
                    job::answer(job, end.map(drop).map_err(Error::outward));
                }
                true
            }
            Err(error) => {
                tracing::error!(%error, writes = ran.len(), "a shared commit failed: its outcome is unknown");
                Counters::add(&counters.commits_failed, 1);
                // As dropping the connection would: who asks again after the answer must not find it in the way.
                drop(command(conn, "ROLLBACK"));
                for (job, end) in ran {
                    job::answer(job, Err(Error::because(after_failed_commit(&end), error.clone())));
                }
                false
            }
        }
    }
}

/// Who would have written nothing can try again without doubt; what it saw may never have been.
fn after_failed_commit(end: &Result<Verdict>) -> Kind {
    match end {
        Ok(Verdict::Keep) => Kind::OutcomeUnknown,
        Ok(Verdict::Undo) | Err(_) => Kind::Unavailable,
    }
}

fn step(conn: &Connection, job: &mut dyn Job, texts: &mut Texts) -> Step {
    if let Err(error) = command(conn, "SAVEPOINT job") {
        return Step::Lost(error);
    }
    let mut session = Session::sharing(conn, texts);
    let end = job::perform(job, &mut session);
    let mut own = std::mem::take(&mut session.texts);
    if conn.is_autocommit() {
        let unexplained = || Error::new(Kind::Other, "the transaction ended inside a closure");
        return Step::Lost(end.err().unwrap_or_else(unexplained));
    }
    let left = match end {
        Ok(Verdict::Keep) => Ok(()),
        Ok(Verdict::Undo) | Err(_) => command(conn, "ROLLBACK TO job"),
    };
    match left.and_then(|()| command(conn, "RELEASE job")) {
        Ok(()) => {
            if matches!(end, Ok(Verdict::Keep)) {
                texts.append(&mut own);
            }
            Step::Ran(end)
        }
        Err(error) => Step::Lost(error),
    }
}

/// When no transaction can be begun, all that wait would wait as long again for the same answer.
fn refuse_all(pending: &mut VecDeque<Parcel>, inbox: &mut Inbox<'_>, error: &Error) {
    tracing::error!(%error, "no writing transaction could be begun");
    // First all are gathered: who comes after the first answer has not waited.
    while let Some(job) = inbox.next() {
        pending.push_back(job);
    }
    for job in pending.drain(..) {
        job::answer(job, Err(Error::because(Kind::Unavailable, error.clone())));
    }
}
