//! SQLite: one thread that writes, some that read, one that copies the log back.

mod checkpoint;
mod conn;
mod failure;
mod readers;
mod snapshot;
mod writer;

pub(crate) use conn::{Session, column};
pub(crate) use failure::failure;

use crate::job::{Answer, Write};
use crate::queue::{Handles, Inbox, Queue};
use crate::stats::Counters;
use crate::store::Parcel;
use crate::{Config, Conn, Error, Kind, Migration, Outcome, Result, Stats, migrate};
use checkpoint::{Checkpointer, Log};
use conn::{Opener, Role};
use rusqlite::Connection;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use writer::Writer;

/// The threads of one SQLite store.
pub(crate) struct Threads {
    reads: Queue,
    writes: Queue,
    readers: usize,
    shared: Arc<Shared>,
    checkpointer: Checkpointer,
    handles: Handles,
    /// Connections for glances; as many at once as there are.
    spare: Mutex<Vec<Connection>>,
    /// Whether there was a glance since the last rest.
    glanced: AtomicBool,
    closed: AtomicBool,
}

/// What the threads of one store share.
pub(crate) struct Shared {
    pub config: Config,
    pub opener: Opener,
    pub log: Log,
    pub counters: Counters,
    pub interrupt: writer::Interrupt,
    pub snapshot: snapshot::Slot,
}

impl Threads {
    pub fn open(path: PathBuf, config: Config, migrations: &'static [Migration]) -> Result<Self> {
        let opener = Opener::new(path, config.patience, config.synchronous);
        let conn = open_alone(&opener, migrations)?;
        let (reads, to_read) = Queue::new(config.queue_limit);
        let (changes, to_change) = Queue::new(config.queue_limit);
        let readers = config.readers.max(1);
        let log = Log::new(opener.path());
        let shared = Arc::new(Shared {
            config,
            opener,
            log,
            counters: Counters::default(),
            interrupt: writer::Interrupt::default(),
            snapshot: snapshot::Slot::default(),
        });
        let handles = Handles::default();
        let checkpointer = Checkpointer::start(&shared, &handles)?;
        for _ in 0..readers {
            let conn = shared.opener.open(Role::Read)?;
            let (shared, jobs) = (Arc::clone(&shared), to_read.clone());
            handles.spawn("db-read", move || readers::run(&shared, conn, &jobs))?;
        }
        let spare: Result<Vec<_>> = (0..readers).map(|_| shared.opener.open(Role::Glance)).collect();
        let writer = Writer::new(Arc::clone(&shared), conn, checkpointer.bell());
        handles.spawn("db-write", move || writer.run(Inbox::new(&to_change)))?;
        let (spare, glanced, closed) = (Mutex::new(spare?), AtomicBool::new(false), AtomicBool::new(false));
        Ok(Self { reads, writes: changes, readers, shared, checkpointer, handles, spare, glanced, closed })
    }

    pub fn read(&self, job: Parcel) -> Result<()> {
        self.reads.push(job)
    }

    /// Runs a short read here and now, or on a reading thread when no connection is spare.
    pub fn glance(&self, job: Parcel) -> Result<()> {
        let Some(conn) = self.spare().pop() else { return self.read(job) };
        self.glanced.store(true, Relaxed);
        let sound = readers::run_one(&self.shared, &conn, job);
        let back = if sound { Ok(conn) } else { self.shared.opener.open(Role::Glance) };
        // One that cannot be opened again is missed: the threads serve in its place.
        if let Ok(conn) = back
            && !self.closed.load(Relaxed)
        {
            self.spare().push(conn);
        }
        Ok(())
    }

    /// Gives back the pages that glances keep, when there was none since the last call.
    pub fn rest(&self) {
        if self.glanced.swap(false, Relaxed) {
            return;
        }
        for conn in self.spare().iter() {
            // Memory that stays is no harm.
            drop(conn::command(conn, "PRAGMA shrink_memory"));
        }
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn write(&self, job: Parcel) -> Result<()> {
        self.writes.push(job)
    }

    /// Has the writer copy the store into the new file `to`.
    pub fn snapshot(&self, to: PathBuf) -> Result<Answer<()>> {
        let (order, answer) = snapshot::Order::new(to);
        self.shared.snapshot.put(order)?;
        // Wakes the writer, which looks for an order after each batch.
        self.write(Box::new(Write::new(|_: &mut dyn Conn| Ok(Outcome::<(), ()>::Done(())), None).0))?;
        Ok(answer)
    }

    pub fn stats(&self) -> Stats {
        Stats {
            reads_waiting: self.reads.waiting(),
            writes_waiting: self.writes.waiting(),
            log_bytes: self.shared.log.bytes(),
            ..self.shared.counters.stats()
        }
    }

    pub fn close(&self) {
        self.closed.store(true, Relaxed);
        self.spare().clear();
        self.writes.stop(1);
        self.reads.stop(self.readers);
        self.checkpointer.stop();
        self.handles.join();
        // Who asked too late for a copy hears that the store is closed.
        drop(self.shared.snapshot.take());
    }

    pub fn interrupt_writer(&self) {
        self.shared.interrupt.ring();
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.close();
    }
}

/// Opens the writing connection and migrates, one program at a time: turning on the log of a new file fails when
/// two do it at the same moment.
fn open_alone(opener: &Opener, migrations: &[Migration]) -> Result<Connection> {
    let _lock = lock_beside(opener.path())?;
    // Made before the engine makes it: its log takes the mode of the file.
    private(opener.path()).map_err(|error| unopened(opener.path(), &error))?;
    let conn = opener.open(Role::Write)?;
    migrate::run(&mut Session::new(&conn), migrations)?;
    Ok(conn)
}

/// Holds the file `<store>-opening` until it is dropped.
fn lock_beside(path: &Path) -> Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push("-opening");
    private(Path::new(&name))
        .and_then(|file| file.lock().map(|()| file))
        .map_err(|error| unopened(path, &error))
}

/// A file that is made, where there is none, for this user alone: everybody's digests stand in it.
fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().create(true).truncate(false).write(true).mode(0o600).open(path)
}

fn unopened(path: &Path, error: &std::io::Error) -> Error {
    Error::new(Kind::Io, format!("{} cannot be opened: {error}", path.display()))
}
