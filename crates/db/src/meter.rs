//! What a request costs the store.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

tokio::task_local! {
    static CURRENT: Meter;
}

/// Time spent on database threads and rows read or written, summed over one task.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    nanos: AtomicU64,
    rows: AtomicU64,
}

impl Meter {
    /// A meter at zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `future`; every read and write that it awaits itself (not in a task it spawns) adds to `meter`.
    pub async fn scope<F: Future>(meter: Self, future: F) -> F::Output {
        CURRENT.scope(meter, future).await
    }

    /// The meter of the running task, if it is inside a scope.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }

    /// Nanoseconds that closures ran on database threads, waiting in queues and for commits not counted.
    pub fn nanos(&self) -> u64 {
        self.0.nanos.load(Relaxed)
    }

    /// Rows answered and rows changed.
    pub fn rows(&self) -> u64 {
        self.0.rows.load(Relaxed)
    }

    pub(crate) fn add(&self, time: Duration, rows: u64) {
        self.0.nanos.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Relaxed);
        self.0.rows.fetch_add(rows, Relaxed);
    }
}
