//! Copying the whole store while the writer goes on.
//!
//! The engine's online backup, run on the writer's own connection: pages that it changes behind the copy are copied once more
//! by the engine, so the copy is never begun again, and between two steps nothing is locked. From any other connection the
//! first commit would begin it again, and one long read transaction would keep the log from being reset (64 MB a second under
//! load, and the writer waits for such a reader).

use super::failure::failure;
use crate::job::Answer;
use crate::{Error, Kind, Result};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// So many pages are copied between two commits: with a quarter of a megabyte half of the writes go on, with a whole one a
/// sixth (`docs/adr/0011-copies.md`).
const PAGES: i32 = 64;

/// What was asked, and by whom.
pub(crate) struct Order {
    to: PathBuf,
    address: Mutex<Option<oneshot::Sender<Result<()>>>>,
}

impl Order {
    pub fn new(to: PathBuf) -> (Self, Answer<()>) {
        let (address, answer) = oneshot::channel();
        (Self { to, address: Mutex::new(Some(address)) }, answer)
    }

    pub fn answer(&self, end: Result<()>) {
        let address = self.address.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Who asked may have gone: then the copy is nobody's.
        if address.is_none_or(|address| address.send(end).is_err()) {
            drop(std::fs::remove_file(&self.to));
        }
    }

    fn abandoned(&self) -> bool {
        let address = self.address.lock().unwrap_or_else(PoisonError::into_inner);
        address.as_ref().is_none_or(oneshot::Sender::is_closed)
    }
}

/// Where the next order waits for the writer.
#[derive(Default)]
pub(crate) struct Slot(Mutex<Option<Order>>);

impl Slot {
    /// Refuses a second one.
    pub fn put(&self, order: Order) -> Result<()> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.is_some() {
            return Err(Error::new(Kind::Unavailable, "another copy of it waits to be made"));
        }
        *slot = Some(order);
        Ok(())
    }

    pub fn take(&self) -> Option<Order> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Copies the store of `conn`, calling `between` after each step; stops when that says that the connection broke.
pub(crate) fn copy(conn: &Connection, order: &Order, mut between: impl FnMut() -> bool) -> Result<()> {
    let unmade = |error: &dyn std::fmt::Display| {
        Error::new(Kind::Io, format!("the copy {} cannot be made: {error}", order.to.display()))
    };
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&order.to);
    drop(file.map_err(|error| unmade(&error))?);
    let end = steps(conn, order, &mut between);
    if end.is_err() {
        drop(std::fs::remove_file(&order.to));
    }
    end.map_err(|error| Error::new(error.kind(), unmade(&error).to_string()))
}

fn steps(conn: &Connection, order: &Order, between: &mut dyn FnMut() -> bool) -> Result<()> {
    let mut to = open(&order.to).map_err(|error| failure(&error))?;
    let backup = Backup::new(conn, &mut to).map_err(|error| failure(&error))?;
    loop {
        match backup.step(PAGES).map_err(|error| failure(&error))? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => {
                return Err(Error::new(Kind::Busy, "somebody else holds one of the two files"));
            }
            _ if order.abandoned() => return Err(Error::new(Kind::Interrupted, "who asked has gone")),
            _ => {}
        }
        if !between() {
            return Err(Error::new(Kind::Interrupted, "the store was closed, or had to be opened again"));
        }
    }
}

/// The copy is worth nothing until it is whole: it has no journal and does not wait for the disk.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let to = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    to.pragma_update(None, "journal_mode", "OFF")?;
    to.pragma_update(None, "synchronous", "OFF")?;
    to.pragma_update(None, "cache_size", -2_048)?;
    Ok(to)
}
