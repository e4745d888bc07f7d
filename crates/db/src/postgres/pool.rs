//! The threads of one PostgreSQL store.

use super::conn::Session;
use super::connect::{Target, misspoken};
use super::worker::Worker;
use crate::queue::{Handles, Lanes, Queue};
use crate::stats::Counters;
use crate::store::Parcel;
use crate::{Config, Error, Migration, Result, Stats, migrate};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::Duration;

/// The threads and the queues they share.
///
/// Half of the threads serve long reads before all else, the other half none: lists that many ask for keep neither single
/// users nor writes waiting, and are not kept waiting by them.
pub(crate) struct Threads {
    queue: Queue,
    long_reads: Queue,
    workers: usize,
    shared: Arc<Shared>,
    handles: Handles,
}

/// What the threads of one store share.
pub(crate) struct Shared {
    pub server: Target,
    pub counters: Counters,
    /// How long a commit whose answer was lost is looked for.
    pub doubt: Duration,
    /// Held by all that write; by one alone that was refused again and again.
    pub lane: RwLock<()>,
}

impl Threads {
    pub fn open(url: &str, config: &Config, migrations: &'static [Migration]) -> Result<Self> {
        let server = Target::resolve(url, &config.environment, config.patience).map_err(misspoken)?;
        let shared = Arc::new(Shared {
            server,
            counters: Counters::default(),
            doubt: config.doubt,
            lane: RwLock::default(),
        });
        let prepared = Arc::clone(&shared);
        // The driver must not run on a thread of the runtime, where `open` may have been called.
        thread::spawn(move || migrate::run(&mut Session::connect(&prepared.server)?, migrations))
            .join()
            .map_err(|_| Error::panicked())??;
        let (queue, jobs) = Queue::new(config.queue_limit);
        let (long_reads, to_read) = Queue::new(config.queue_limit);
        let workers = config.connections.max(1);
        let handles = Handles::default();
        for number in 0..workers {
            let lanes = match number {
                0 if workers == 1 => Lanes::fair(jobs.clone(), to_read.clone()),
                number => Lanes::new(jobs.clone(), number.is_multiple_of(2).then(|| to_read.clone())),
            };
            let mut worker = Worker::new(Arc::clone(&shared));
            handles.spawn("db-postgres", move || worker.run(lanes))?;
        }
        Ok(Self { queue, long_reads, workers, shared, handles })
    }

    pub fn read(&self, job: Parcel) -> Result<()> {
        self.long_reads.push(job)
    }

    pub fn glance(&self, job: Parcel) -> Result<()> {
        self.queue.push(job)
    }

    pub fn write(&self, job: Parcel) -> Result<()> {
        self.queue.push(job)
    }

    pub fn stats(&self) -> Stats {
        Stats {
            reads_waiting: self.queue.waiting() + self.long_reads.waiting(),
            ..self.shared.counters.stats()
        }
    }

    pub fn close(&self) {
        self.queue.stop(self.workers);
        self.handles.join();
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.close();
    }
}
