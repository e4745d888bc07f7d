//! What is measured, one file each.

pub mod bulk;
pub mod create;
pub mod get;
pub mod hostile;
pub mod lists;
pub mod memory;
pub mod passwords;
pub mod size;
pub mod start;
pub mod sync;
pub mod whole;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::child::{self, ADMIN_PASSWORD, Server};
use crate::client::{Connection, Reply};
use crate::load::{Figures, Plan};
use crate::request::{self, Form};
use crate::store::{Engine, Store};

/// More turns than a load has.
const A_LOAD: u64 = 1 << 24;

/// How everything is measured.
pub struct Setup {
    /// The server's program.
    pub server: PathBuf,
    /// How long each load lasts.
    pub time: Duration,
    /// How often it is repeated.
    pub runs: usize,
    /// How many users a large store has.
    pub users: usize,
    /// SQLite and PostgreSQL.
    pub engines: [Engine; 2],
}

/// A server and its store.
pub struct Fresh {
    /// The server, which ends before its store goes.
    pub server: Server,
    /// Its store.
    pub store: Arc<Store>,
}

impl Fresh {
    /// Starts one on an empty store, which goes with it.
    pub async fn start(setup: &Setup, engine: &Engine) -> Result<Self> {
        Self::on(&setup.server, engine.store()?).await
    }

    /// Starts one on this store.
    pub async fn on(binary: &Path, store: impl Into<Arc<Store>>) -> Result<Self> {
        let store = store.into();
        let server = Server::provisor(binary, &store).await?;
        Ok(Self { server, store })
    }

    /// Ends the server in peace.
    pub fn stop(self) -> Result<Arc<Store>> {
        self.server.stop()?;
        Ok(self.store)
    }

    /// A token of `admin` for PAM360.
    pub fn pam360_token(&self, binary: &Path) -> Result<String> {
        child::pam360_token(binary, &self.store)
    }

    /// A token of `admin` for Aria.
    pub async fn aria_token(&self) -> Result<String> {
        self.sign_in(&request::aria_acquire("admin", ADMIN_PASSWORD), "token").await
    }

    /// A bearer token of `admin` for Kron.
    pub async fn kron_token(&self) -> Result<String> {
        self.sign_in(&request::kron_login("admin", ADMIN_PASSWORD), "access_token").await
    }

    async fn sign_in(&self, request: &[u8], token: &str) -> Result<String> {
        let mut connection = Connection::open(self.server.address).await?;
        let reply = connection.send(request).await?.expect(200)?;
        let answer: serde_json::Value = serde_json::from_slice(reply.body)?;
        Ok(answer.get(token).and_then(|token| token.as_str()).context("no token")?.to_owned())
    }
}

/// `admin` as OIPA is told who calls.
pub fn basic() -> String {
    request::basic("admin", ADMIN_PASSWORD)
}

/// Users without a password through PAM360, each with a login of its own.
pub struct CreateApiUsers {
    form: Form,
    first_turn: u64,
}

impl CreateApiUsers {
    /// With this token; each `load` on the same store has logins of its own.
    pub fn new(token: &str, load: u64) -> Self {
        Self { form: Form::new(&request::pam360_create(token), request::LOGIN), first_turn: load * A_LOAD }
    }
}

impl Plan for CreateApiUsers {
    fn request(&self, worker: usize, turn: u64, into: &mut Vec<u8>) {
        let mut login = String::new();
        request::login(worker, self.first_turn + turn, &mut login);
        self.form.fill(&login, into);
    }

    fn right(&self, reply: &Reply<'_>) -> bool {
        reply.status == 200 && reply.says("added successfully")
    }
}

/// One request again and again.
pub struct Same {
    /// Its bytes.
    pub request: Vec<u8>,
    /// The status of the right answer.
    pub status: u16,
}

impl Plan for Same {
    fn request(&self, _worker: usize, _turn: u64, into: &mut Vec<u8>) {
        into.clone_from(&self.request);
    }

    fn right(&self, reply: &Reply<'_>) -> bool {
        reply.status == self.status
    }
}

/// Runs a load on one thread, so that the generator takes as little from the server as it can.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// The median.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The median of each figure; of the peaks and the longest times, the worst.
pub fn middle(runs: &[Figures]) -> Figures {
    let of = |figure: fn(&Figures) -> f64| median(runs.iter().map(figure));
    let worst = |figure: fn(&Figures) -> f64| runs.iter().map(figure).fold(f64::NAN, f64::max);
    Figures {
        rate: of(|run| run.rate),
        p50: of(|run| run.p50),
        p99: of(|run| run.p99),
        max: worst(|run| run.max),
        server_micros: of(|run| run.server_micros),
        generator_micros: of(|run| run.generator_micros),
        peak: worst(|run| run.peak),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert!((median([3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }
}
