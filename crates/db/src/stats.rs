//! Plain numbers about a store, for its metrics.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a store has done since it was opened, and what waits now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Reads waiting for a thread (PostgreSQL: reads and writes).
    pub reads_waiting: u64,
    /// Writes waiting for the writer.
    pub writes_waiting: u64,
    /// Reads run.
    pub reads: u64,
    /// Commits with at least one write in them.
    pub batches: u64,
    /// Writes that shared those commits.
    pub batched_writes: u64,
    /// Commits that failed: their outcome is unknown.
    pub commits_failed: u64,
    /// PostgreSQL: commits whose answer was lost and that were looked for.
    pub commits_looked_for: u64,
    /// Closures that panicked.
    pub panics: u64,
    /// Transactions run again, because the engine asked for it or lost them.
    pub retries: u64,
    /// Connections opened again after a breakage.
    pub reopened: u64,
    /// SQLite: bytes in the log that is not copied back or not yet reset.
    pub log_bytes: u64,
    /// SQLite: times that the log was reset.
    pub log_resets: u64,
}

/// The counters behind [`Stats`], shared by the threads of one store.
#[derive(Default)]
pub(crate) struct Counters {
    pub reads: AtomicU64,
    pub batches: AtomicU64,
    pub batched_writes: AtomicU64,
    pub commits_failed: AtomicU64,
    pub commits_looked_for: AtomicU64,
    pub panics: AtomicU64,
    pub retries: AtomicU64,
    pub reopened: AtomicU64,
    pub log_resets: AtomicU64,
}

impl Counters {
    pub fn add(counter: &AtomicU64, by: usize) {
        counter.fetch_add(by as u64, Relaxed);
    }

    pub fn stats(&self) -> Stats {
        Stats {
            reads: self.reads.load(Relaxed),
            batches: self.batches.load(Relaxed),
            batched_writes: self.batched_writes.load(Relaxed),
            commits_failed: self.commits_failed.load(Relaxed),
            commits_looked_for: self.commits_looked_for.load(Relaxed),
            panics: self.panics.load(Relaxed),
            retries: self.retries.load(Relaxed),
            reopened: self.reopened.load(Relaxed),
            log_resets: self.log_resets.load(Relaxed),
            ..Stats::default()
        }
    }
}
