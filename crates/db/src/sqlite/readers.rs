//! Threads that read, each with its own connection.

use super::Shared;
use super::conn::{Role, Session, command};
use crate::job::{self, Job};
use crate::queue::Message;
use crate::stats::Counters;
use crate::store::Parcel;
use crate::{Error, Kind, Result};
use crossbeam_channel::Receiver;
use rusqlite::Connection;

/// Serves reads until it is told to stop.
pub(crate) fn run(shared: &Shared, mut conn: Connection, jobs: &Receiver<Message>) {
    while let Ok(Message::Job(job)) = jobs.recv() {
        if !job.abandoned() && !run_one(shared, &conn, job) {
            reopen(shared, &mut conn);
        }
    }
}

/// Runs one read and answers it; false when the connection is not to be used again.
pub(crate) fn run_one(shared: &Shared, conn: &Connection, mut job: Parcel) -> bool {
    Counters::add(&shared.counters.reads, 1);
    let end = serve(conn, &mut *job);
    let mut sound = true;
    if let Err(error) = &end {
        if error.kind() == Kind::Panicked {
            Counters::add(&shared.counters.panics, 1);
        }
        sound = error.kind() != Kind::Io && conn.is_autocommit();
    }
    job::answer(job, end.map_err(Error::outward));
    sound
}

/// Runs a job in a transaction of its own, so that its statements see one moment.
fn serve(conn: &Connection, job: &mut dyn Job) -> Result<()> {
    let mut session = Session::new(conn);
    let end = command(conn, "BEGIN DEFERRED").and_then(|()| job::perform(job, &mut session).map(drop));
    match end {
        Ok(()) => command(conn, "COMMIT"),
        Err(error) => {
            drop(command(conn, "ROLLBACK"));
            Err(error)
        }
    }
}

fn reopen(shared: &Shared, conn: &mut Connection) {
    match shared.opener.open(Role::Read) {
        Ok(fresh) => {
            *conn = fresh;
            Counters::add(&shared.counters.reopened, 1);
        }
        Err(error) => tracing::error!(%error, "a reading connection could not be opened again"),
    }
}
