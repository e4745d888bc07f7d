//! The threads that hash, and how one waits for them.

use std::{
    collections::VecDeque,
    io, mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::sync::oneshot;

use super::{
    bulk::Gather,
    cost::Cost,
    password::{Password, PasswordRefused, StoredPassword},
    pepper::Peppers,
    queue::{Source, Ticket},
    scheme::{Hasher, Salt, Verdict},
    worker::{Shared, Task},
};

/// How long a worker without work keeps its memory.
const IDLE: Duration = Duration::from_secs(10);
/// The pool has no place for the job, or is being shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too much password work is waiting: try again in {retry_after_secs} s")]
pub struct Busy {
    /// When the waiting work will probably be done, in whole seconds from now, at least 1.
    pub retry_after_secs: u64,
}

/// What the pool is doing and has done, for `/metrics`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolStatistics {
    /// Threads of the pool.
    pub threads: usize,
    /// Threads that are hashing now.
    pub busy_threads: usize,
    /// Jobs that wait; a bulk request counts once.
    pub queued: usize,
    /// Hashes computed since the start.
    pub hashes: u64,
    /// Microseconds that threads have spent on work since the start; over `hashes`, the price of one.
    pub busy_micros: u64,
    /// Jobs refused since the start, those included that lost their place to a known person.
    pub refused: u64,
    /// Bytes of working memory that the workers hold.
    pub memory_bytes: usize,
}

/// Threads that do all password work of a server, taking the sources in turns.
///
/// Dropping it answers [`Busy`] to all who wait, and returns when the hashes that run have ended.
#[derive(Debug)]
pub struct HashPool {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

impl HashPool {
    /// A pool of `threads` threads (at least one; as many as cores is right) in front of which at most
    /// `queue_limit` jobs wait (at least four). Fails only if a thread cannot be started.
    pub fn new(cost: Cost, peppers: Peppers, threads: usize, queue_limit: usize) -> io::Result<Self> {
        Self::with_idle(cost, peppers, threads, queue_limit, IDLE)
    }

    /// As [`Self::new`], with the time after which a worker without work gives its memory back.
    pub(super) fn with_idle(
        cost: Cost,
        peppers: Peppers,
        threads: usize,
        queue_limit: usize,
        idle: Duration,
    ) -> io::Result<Self> {
        let threads = threads.max(1);
        let shared = Arc::new(Shared::new(threads, queue_limit));
        let mut pool = Self { shared, workers: Vec::with_capacity(threads) };
        let peppers = Arc::new(peppers);
        for number in 0..threads {
            let shared = Arc::clone(&pool.shared);
            let hasher = Hasher::new(cost, Arc::clone(&peppers));
            let worker = thread::Builder::new().name(format!("hash-{number}"));
            pool.workers.push(worker.spawn(move || shared.work(hasher, idle))?);
        }
        Ok(pool)
    }

    /// Hashes `password` under the current cost and pepper. Queued at once; dropping the answer unqueues it.
    pub fn hash(&self, source: Source, password: Password, salt: Salt) -> Pending<StoredPassword> {
        self.submit(source, move |hasher| hasher.hash(&password, &salt))
    }

    /// Compares `password` with what is stored. `None` (nobody of that name, or no password) costs the same
    /// and is [`Verdict::Wrong`]. So does a text that cannot be read or names an unknown pepper.
    pub fn verify(
        &self,
        source: Source,
        password: Password,
        stored: Option<StoredPassword>,
    ) -> Pending<Verdict> {
        self.submit(source, move |hasher| hasher.verify(&password, stored.as_ref()))
    }

    /// The work of a wrong password, for a sign-in with a text that cannot be a password (blank, too long).
    pub fn verify_nothing(&self, source: Source) -> Pending<Verdict> {
        self.submit(source, move |hasher| hasher.verify(&Password::stand_in(), None))
    }

    /// What was typed: compared, or the work of a wrong password where it cannot be one.
    pub(crate) fn verify_typed(
        &self,
        source: Source,
        typed: &Result<Password, PasswordRefused>,
        stored: Option<StoredPassword>,
    ) -> Pending<Verdict> {
        match typed {
            Ok(password) => self.verify(source, password.clone(), stored),
            Err(_) => self.verify_nothing(source),
        }
    }

    /// Hashes all of `passwords`, each with its salt, and answers in their order. Waits as one job, of which
    /// one hash is done at each turn of `source`; dropping the answer drops what is left of it.
    pub fn hash_many(
        &self,
        source: Source,
        passwords: Vec<(Password, Salt)>,
    ) -> Pending<Vec<StoredPassword>> {
        let (gather, answer) = Gather::new(passwords.len());
        let pieces = passwords.into_iter().enumerate().map(|(place, (password, salt))| {
            let gather = Arc::clone(&gather);
            let task: Task = Box::new(move |hasher| {
                let stored = hasher.hash(&password, &salt);
                Box::new(move || gather.put(place, stored))
            });
            task
        });
        self.enqueue(source, pieces.collect(), answer)
    }

    /// What the pool is doing and has done.
    pub fn statistics(&self) -> PoolStatistics {
        self.shared.statistics()
    }

    /// Queues `work`; a `None` from it reaches the waiting side as [`Busy`].
    pub(super) fn submit<T: Send + 'static>(
        &self,
        source: Source,
        work: impl FnOnce(&mut Hasher) -> Option<T> + Send + 'static,
    ) -> Pending<T> {
        let (answer, receiver) = oneshot::channel();
        let task: Task = Box::new(move |hasher| {
            let value = work(hasher);
            Box::new(move || {
                if let Some(value) = value {
                    answer.send(value).ok();
                }
            })
        });
        self.enqueue(source, VecDeque::from([task]), receiver)
    }

    fn enqueue<T>(&self, source: Source, pieces: VecDeque<Task>, answer: oneshot::Receiver<T>) -> Pending<T> {
        let ticket = if pieces.is_empty() { None } else { self.shared.push(source, pieces) };
        Pending { shared: Arc::clone(&self.shared), ticket, answer }
    }
}

impl Drop for HashPool {
    fn drop(&mut self) {
        self.shared.close();
        for worker in mem::take(&mut self.workers) {
            worker.join().ok();
        }
    }
}

/// The answer to a job that already waits in the pool. Dropping it takes the job out of the queue.
#[derive(Debug)]
#[must_use = "dropping the answer takes the job out of the queue"]
pub struct Pending<T> {
    shared: Arc<Shared>,
    ticket: Option<Ticket>,
    answer: oneshot::Receiver<T>,
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Busy>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(Pin::new(&mut self.answer).poll(context));
        if answer.is_ok() {
            self.ticket = None;
        }
        Poll::Ready(answer.map_err(|_| self.shared.busy()))
    }
}

impl<T> Drop for Pending<T> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.shared.remove(ticket);
        }
    }
}
