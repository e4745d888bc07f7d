//! Keeping SQLite's log short.
//!
//! A thread copies the log back into the file while others work. Only the writer, between two batches, can also
//! reset it: from another thread the reset starves under load and the log grows without end.

use super::Shared;
use super::conn::Role;
use super::failure::failure;
use crate::Result;
use crate::queue::Handles;
use crate::stats::Counters;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use rusqlite::Connection;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, TryLockError};
use std::time::Duration;

/// How long a quiet store waits before its log is copied back.
const REST: Duration = Duration::from_secs(1);
/// How long the writer waits for readers of the log, and how long when it has grown to twice its limit: no read
/// transaction lives longer than a second.
const SHORT_WAIT: Duration = Duration::from_millis(10);
const LONG_WAIT: Duration = Duration::from_secs(1);

/// The log beside the store.
pub(crate) struct Log {
    /// Where the engine's index of the log lies.
    index: PathBuf,
    opened: OnceLock<File>,
    /// Held by whoever copies the log.
    copying: Mutex<()>,
    /// So many bytes of the log were in the file when the last copy ended.
    copied: AtomicU64,
}

impl Log {
    pub fn new(store: &Path) -> Self {
        let mut index = store.as_os_str().to_owned();
        index.push("-shm");
        Self {
            index: index.into(),
            opened: OnceLock::new(),
            copying: Mutex::default(),
            copied: AtomicU64::new(0),
        }
    }

    /// Bytes of the log in use. The file may be longer: it is written anew from its beginning, since cutting 64 MB off a
    /// file took 33 ms of everybody's time.
    ///
    /// Read off the head of the engine's index, whose form is documented ("WAL-mode file format", section 2.1): in the
    /// machine's own order, the size of a page at byte 14 and the number of pages in the log at byte 16.
    pub fn bytes(&self) -> u64 {
        let mut head = [0; 20];
        let Some(index) = self.index() else { return 0 };
        if index.read_exact_at(&mut head, 0).is_err() {
            return 0;
        }
        let [.., p0, p1, f0, f1, f2, f3] = head;
        let page = u64::from(u16::from_ne_bytes([p0, p1]));
        let frames = u64::from(u32::from_ne_bytes([f0, f1, f2, f3]));
        // 1 stands for the one size that two bytes do not hold; each page has a head of 24 bytes.
        frames * (if page == 1 { 65_536 } else { page } + 24)
    }

    fn index(&self) -> Option<&File> {
        if self.opened.get().is_none() {
            drop(self.opened.set(File::open(&self.index).ok()?));
        }
        self.opened.get()
    }
}

/// What the checkpoint thread is told.
enum Order {
    Copy,
    Stop,
}

/// Wakes the checkpoint thread.
#[derive(Clone)]
pub(crate) struct Bell(Sender<Order>);

impl Bell {
    fn ring(&self) {
        // Full means that it is already called.
        drop(self.0.try_send(Order::Copy));
    }
}

/// The handle of the checkpoint thread.
pub(crate) struct Checkpointer(Bell);

impl Checkpointer {
    pub fn start(shared: &Arc<Shared>, handles: &Handles) -> Result<Self> {
        let (sender, orders) = crossbeam_channel::bounded(1);
        let conn = shared.opener.open(Role::Checkpoint)?;
        let shared = Arc::clone(shared);
        handles.spawn("db-log", move || run(&shared, &conn, &orders))?;
        Ok(Self(Bell(sender)))
    }

    pub fn bell(&self) -> Bell {
        self.0.clone()
    }

    pub fn stop(&self) {
        drop(self.0.0.send(Order::Stop));
    }
}

fn run(shared: &Shared, conn: &Connection, orders: &Receiver<Order>) {
    let mut copied = 0;
    loop {
        match orders.recv_timeout(REST) {
            Ok(Order::Copy) | Err(RecvTimeoutError::Timeout) => {}
            Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
        let batches = shared.counters.batches.load(Relaxed);
        if batches == copied {
            continue;
        }
        let _copying = shared.log.copying.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = shared.log.bytes();
        match checkpoint(conn, "PRAGMA wal_checkpoint(PASSIVE)") {
            Ok(true) => {
                copied = batches;
                shared.log.copied.store(bytes, Relaxed);
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the log could not be copied back"),
        }
    }
}

/// True when nothing stood in the way.
fn checkpoint(conn: &Connection, sql: &str) -> Result<bool> {
    conn.prepare_cached(sql)
        .and_then(|mut statement| statement.query_row([], |row| row.get::<_, i64>(0)))
        .map(|busy| busy == 0)
        .map_err(|error| failure(&error))
}

/// The writer's part: it calls for copies as the log grows and resets it when it has grown too long.
pub(crate) struct Resetter {
    bell: Bell,
    limit: u64,
    next_copy: u64,
    next_reset: u64,
}

impl Resetter {
    pub fn new(bell: Bell, limit: u64) -> Self {
        Self { bell, limit, next_copy: limit / 8, next_reset: limit }
    }

    /// Looks at the log between two batches.
    pub fn after_batch(&mut self, conn: &Connection, shared: &Shared) {
        let bytes = shared.log.bytes();
        if bytes >= self.next_copy {
            self.next_copy = bytes + self.limit / 8;
            self.bell.ring();
        }
        if bytes < self.next_reset {
            return;
        }
        // What is not in the file yet is copied by the reset itself, while all writes wait: so only when a copy has just
        // ended and left little, or when the log has grown too far.
        let left = bytes.saturating_sub(shared.log.copied.load(Relaxed));
        if left > self.limit / 32 && bytes < self.pressing() {
            if shared.log.copying.try_lock().is_ok() {
                self.bell.ring();
            }
        } else {
            self.next_reset = bytes + self.limit / 32;
            match self.reset(conn, shared, bytes) {
                Ok(true) => {
                    Counters::add(&shared.counters.log_resets, 1);
                    shared.log.copied.store(0, Relaxed);
                    self.next_copy = self.limit / 8;
                    self.next_reset = self.limit;
                }
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "the log could not be reset"),
            }
        }
    }

    /// From here on the log is reset whatever it takes.
    fn pressing(&self) -> u64 {
        self.limit.saturating_mul(2)
    }

    /// True when the next write begins the log anew; false when readers or a copy in progress stood in the way.
    fn reset(&self, conn: &Connection, shared: &Shared, bytes: u64) -> Result<bool> {
        let pressing = bytes >= self.pressing();
        let copying = &shared.log.copying;
        let _copying = match copying.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::WouldBlock) if !pressing => return Ok(false),
            Err(_) => copying.lock().unwrap_or_else(PoisonError::into_inner),
        };
        let wait = |time| conn.busy_timeout(time).map_err(|error| failure(&error));
        wait(if pressing { LONG_WAIT } else { SHORT_WAIT })?;
        let done = checkpoint(conn, "PRAGMA wal_checkpoint(RESTART)");
        wait(shared.config.patience)?;
        done
    }
}
