//! What the threads of the pool share, and what each of them does.

use std::{
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use super::{
    pool::{Busy, PoolStatistics},
    queue::{Queue, Source, Ticket},
    scheme::Hasher,
};

/// Nobody is told to come back later than this.
const MAX_RETRY_SECS: u64 = 30;

/// One piece of work. Dropping it unrun tells whoever waits that it will not be done.
pub(super) type Task = Box<dyn FnOnce(&mut Hasher) -> Answer + Send>;

/// Gives the answer of a piece of work to whoever waits: after it was counted.
pub(super) type Answer = Box<dyn FnOnce() + Send>;

pub(super) struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    threads: usize,
    busy_threads: AtomicUsize,
    hashes: AtomicU64,
    busy_micros: AtomicU64,
    refused: AtomicU64,
    memory_bytes: AtomicUsize,
}

struct State {
    queue: Queue<Task>,
    closed: bool,
}

/// What a worker does next.
enum Next {
    Work(Task),
    GiveMemoryBack,
    Stop,
}

impl Shared {
    pub(super) fn new(threads: usize, queue_limit: usize) -> Self {
        Self {
            state: Mutex::new(State { queue: Queue::new(queue_limit), closed: false }),
            wake: Condvar::new(),
            threads,
            busy_threads: AtomicUsize::new(0),
            hashes: AtomicU64::new(0),
            busy_micros: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            memory_bytes: AtomicUsize::new(0),
        }
    }

    /// Queues a job, or drops it when there is no place, which its waiting side sees.
    pub(super) fn push(&self, source: Source, pieces: VecDeque<Task>) -> Option<Ticket> {
        let many = pieces.len() > 1;
        let outcome = self.state().queue.push(source, pieces);
        // Pieces are dropped from here on only: that wipes passwords, and takes time when there are many.
        if many {
            self.wake.notify_all();
        } else {
            self.wake.notify_one();
        }
        let refused = outcome.as_ref().map_or(true, |(_, displaced)| !displaced.is_empty());
        self.refused.fetch_add(u64::from(refused), Relaxed);
        outcome.ok().map(|(ticket, _)| ticket)
    }

    /// Takes a job out, if it still waits.
    pub(super) fn remove(&self, ticket: Ticket) {
        let left = self.state().queue.remove(ticket);
        drop(left);
    }

    /// Refuses all that waits and all that comes, and stops the workers.
    pub(super) fn close(&self) {
        let left = {
            let mut state = self.state();
            state.closed = true;
            state.queue.clear()
        };
        drop(left);
        self.wake.notify_all();
    }

    /// The refusal, with the time that what waits now will take.
    pub(super) fn busy(&self) -> Busy {
        let statistics = self.statistics();
        let mean_micros = statistics.busy_micros / statistics.hashes.max(1);
        let waiting = u64::try_from(statistics.queued).unwrap_or(u64::MAX);
        let threads = u64::try_from(statistics.threads.max(1)).unwrap_or(1);
        let micros = waiting.saturating_mul(mean_micros) / threads;
        Busy { retry_after_secs: micros.div_ceil(1_000_000).clamp(1, MAX_RETRY_SECS) }
    }

    pub(super) fn statistics(&self) -> PoolStatistics {
        PoolStatistics {
            threads: self.threads,
            busy_threads: self.busy_threads.load(Relaxed),
            queued: self.state().queue.waiting(),
            hashes: self.hashes.load(Relaxed),
            busy_micros: self.busy_micros.load(Relaxed),
            refused: self.refused.load(Relaxed),
            memory_bytes: self.memory_bytes.load(Relaxed),
        }
    }

    /// The life of one thread.
    pub(super) fn work(&self, mut hasher: Hasher, idle: Duration) {
        loop {
            let held = hasher.memory_bytes();
            let next = self.next(held > 0, idle);
            let stop = matches!(next, Next::Stop);
            match next {
                Next::Work(task) => self.run(task, &mut hasher),
                Next::GiveMemoryBack | Next::Stop => hasher.give_memory_back(),
            }
            self.memory_bytes.fetch_add(hasher.memory_bytes(), Relaxed);
            self.memory_bytes.fetch_sub(held, Relaxed);
            if stop {
                return;
            }
        }
    }

    fn next(&self, holds_memory: bool, idle: Duration) -> Next {
        let mut state = self.state();
        loop {
            if state.closed {
                return Next::Stop;
            }
            if let Some(task) = state.queue.take() {
                return Next::Work(task);
            }
            if !holds_memory {
                state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let waited = self.wake.wait_timeout(state, idle);
            let (woken, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if timeout.timed_out() && state.queue.waiting() == 0 && !state.closed {
                return Next::GiveMemoryBack;
            }
        }
    }

    /// Runs one piece. A panic in it costs its caller the answer, and nobody else anything.
    fn run(&self, task: Task, hasher: &mut Hasher) {
        self.busy_threads.fetch_add(1, Relaxed);
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| task(hasher)));
        let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.busy_micros.fetch_add(micros, Relaxed);
        self.hashes.fetch_add(hasher.take_hashes(), Relaxed);
        self.busy_threads.fetch_sub(1, Relaxed);
        match outcome {
            Ok(answer) => answer(),
            Err(_) => {
                tracing::error!("password work panicked; its caller was answered as if the pool were full");
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.statistics().fmt(f)
    }
}
