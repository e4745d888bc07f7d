//! The limit of a create: the same rows and indexes, written by one thread that does nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::load::{count, part};
use crate::process;
use crate::random::Random;
use crate::request;
use crate::template::{Fresh, LOG, RECORD, SearchText, Template};

/// Keys of the rows written here, behind all that the server has leased.
pub const FIRST_KEY: i64 = 1_000_000;
/// The log is copied back and reset when it has grown past this, as the server does it.
const LOG_LIMIT: u64 = 64 << 20;
/// Commits of this first part are not counted.
const WARM_UP: Duration = Duration::from_millis(500);
/// Rows come in the order in which so many connections would send them.
const WORKERS: usize = 32;

/// What the loop came to.
pub struct Raw {
    /// Users in a second.
    pub rate: f64,
    /// Milliseconds of one commit with all its rows.
    pub p50: f64,
    /// Microseconds of processor time for one user.
    pub cpu_micros: f64,
}

/// A store to begin with, and the rows that one user has in it.
pub struct Base {
    store: PathBuf,
    template: Template,
    search: SearchText,
}

impl Base {
    /// Takes the store of a server that has ended, in which the template user was created.
    pub fn of(folder: &Path) -> Result<Self> {
        let store = folder.join(STORE);
        let template = Template::read(&open(&store)?, RECORD.into_iter().chain(LOG))?;
        Ok(Self { store, template, search: SearchText::like(&search_text()) })
    }

    /// Rows that one create writes.
    pub fn rows(&self) -> usize {
        self.template.count()
    }

    /// Writes users for `time` into a copy of the store, `batch` to a commit, each durable.
    pub fn run(&self, batch: usize, time: Duration) -> Result<Raw> {
        let folder = TempDir::new()?;
        let path = folder.path().join(STORE);
        fs::copy(&self.store, &path)?;
        let mut writer = self.writer(open(&path)?);
        let log = path.with_file_name(format!("{STORE}-wal"));
        let from = Instant::now() + WARM_UP;
        let until = from + time;
        let before = process::cpu(std::process::id())?;
        let mut micros = Vec::new();
        loop {
            let begun = Instant::now();
            writer.commit(batch)?;
            let done = Instant::now();
            if done >= until {
                break;
            }
            if begun >= from {
                micros.push(u32::try_from((done - begun).as_micros()).unwrap_or(u32::MAX));
            }
            if fs::metadata(&log)?.len() > LOG_LIMIT {
                writer.store.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            }
        }
        let rate = count(micros.len() * batch) / time.as_secs_f64();
        let cpu = process::cpu(std::process::id())?.saturating_sub(before);
        micros.sort_unstable();
        Ok(Raw { rate, p50: part(&micros, 50), cpu_micros: cpu.as_secs_f64() * 1e6 / count(writer.written) })
    }

    fn writer(&self, store: Connection) -> Writer<'_> {
        Writer {
            store,
            template: &self.template,
            search: &self.search,
            written: 0,
            random: Random::default(),
        }
    }
}

/// The store's file in a data folder.
pub const STORE: &str = "provisor.db";

/// What the directory puts into the search index for the template user.
fn search_text() -> String {
    let login = request::LOGIN;
    format!("{login}\njason\nthomas\n{login}@example.com")
}

/// A connection set up as the server's writer is.
fn open(path: &Path) -> Result<Connection> {
    let store = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    store.set_prepared_statement_cache_capacity(512);
    store.pragma_update(None, "journal_mode", "WAL")?;
    store.pragma_update(None, "synchronous", "FULL")?;
    store.pragma_update(None, "wal_autocheckpoint", 0)?;
    store.pragma_update(None, "foreign_keys", true)?;
    store.pragma_update(None, "temp_store", "MEMORY")?;
    store.pragma_update(None, "cache_size", -16_384)?;
    Ok(store)
}

struct Writer<'a> {
    store: Connection,
    template: &'a Template,
    search: &'a SearchText,
    written: usize,
    random: Random,
}

impl Writer<'_> {
    fn commit(&mut self, batch: usize) -> Result<()> {
        self.store.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let first = self.written;
        for _ in 0..batch {
            self.user()?;
        }
        for number in first..self.written {
            self.search.write(&self.store, key(number), &name(number))?;
        }
        self.store.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    fn user(&mut self) -> Result<()> {
        let login = name(self.written);
        let ids = [self.id(), self.id(), self.id()];
        let mut digest = [0; 32];
        for chunk in digest.chunks_mut(8) {
            chunk.copy_from_slice(&self.random.draw().to_be_bytes());
        }
        self.template.write(&self.store, &Fresh { key: key(self.written), login: &login, ids, digest })?;
        self.written += 1;
        Ok(())
    }

    /// Sorts by the order of its making, as the directory's own ids do.
    fn id(&mut self) -> [u8; 16] {
        // Later than every id that the server has made.
        let front = 0x0fff_0000_0000_0000 | u64::try_from(self.written).unwrap_or_default();
        (u128::from(front) << 64 | u128::from(self.random.draw())).to_be_bytes()
    }
}

fn key(number: usize) -> i64 {
    FIRST_KEY + i64::try_from(number).unwrap_or_default()
}

/// The login of the user with this number: of one length, in the order in which 32 connections would send them.
pub fn name(number: usize) -> String {
    let mut login = String::new();
    request::login(number % WORKERS, (number / WORKERS) as u64, &mut login);
    login
}

#[cfg(test)]
mod tests;
