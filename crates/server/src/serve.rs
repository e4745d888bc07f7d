//! `provisor serve`: from settings to a server that has ended in peace.

mod banner;
mod metrics;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use directory::{Directory, orgs::FirstAdministrator};
use model::Refusal;
use wire::{App, Kit};

use crate::data_dir::DataDir;
use crate::doors::{Dialects, doors};
use crate::listener::{self, Drained, Limits, Listener, Tls};
use crate::operator::Socket;
use crate::settings::{Database, Settings, Transport};
use crate::telemetry::Telemetry;
use crate::{health, open};

/// How often uses of tokens and counts of refusals are written.
const TIDY: Duration = Duration::from_secs(5);
/// How often changes get their places in the order of commits: those who follow them are so much behind at most.
const ORDER: Duration = Duration::from_secs(1);
/// How often what deleted organisations have left is looked for.
const CLEAR: Duration = Duration::from_mins(1);

/// Serves until the process is told to end.
pub async fn serve(settings: &Settings, telemetry: &Telemetry) -> Result<()> {
    let stop = listener::terminated()?;
    let ready = Ready::open(settings, telemetry).await?;
    banner::show(settings, ready.address, ready.first.as_ref());
    tracing::info!(address = %ready.address, database = %settings.database, "ready");
    ready.serve(stop).await
}

/// A server that holds its store and its address. Who connects waits until [`Ready::serve`].
pub struct Ready {
    /// The core.
    pub directory: Directory,
    /// The address, with its real port.
    pub address: SocketAddr,
    /// Who may enter, when the store is fresh.
    pub first: Option<FirstAdministrator>,
    bound: Listener,
    router: Router,
    socket: Option<Socket>,
    _lock: Option<DataDir>,
}

impl Ready {
    /// Opens the store and takes the address.
    pub async fn open(settings: &Settings, telemetry: &Telemetry) -> Result<Self> {
        let tls = tls(settings)?;
        let lock = lock(settings)?;
        let (directory, first) = open::open(settings).await?;
        let socket = lock.as_ref().map(|lock| Socket::open(lock.socket())).transpose()?;
        let limits = Limits::with_idle(settings.listener.idle_timeout);
        let bound = Listener::bind(settings.listener.address, tls, limits).await?;
        let address = bound.address()?;
        let router = router(settings, &directory, telemetry);
        Ok(Self { directory, address, first, bound, router, socket, _lock: lock })
    }

    /// Serves until `stop`, and ends in peace.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> Result<()> {
        let drained = tokio::select! {
            drained = self.bound.serve(self.router, stop) => drained,
            () = every(TIDY, "notes could not be written", || self.directory.tidy()) => Drained::Whole,
            () = every(ORDER, "changes wait for their places", || self.directory.keep_order()) => Drained::Whole,
            () = every(CLEAR, "rows of deleted organisations are left", || self.directory.clear_away()) => {
                Drained::Whole
            }
            () = orders(self.socket.as_ref(), &self.directory) => Drained::Whole,
        };
        drop(self.socket);
        finish(&self.directory, drained).await
    }
}

fn tls(settings: &Settings) -> Result<Option<Tls>> {
    match &settings.listener.transport {
        Transport::Tls(files) => Ok(Some(Tls::load(&files.cert, &files.key)?)),
        Transport::Loopback | Transport::BehindProxy => Ok(None),
    }
}

/// On SQLite the store is this server's alone. On PostgreSQL the data folder is not used.
fn lock(settings: &Settings) -> Result<Option<DataDir>> {
    match settings.database {
        Database::Postgres(_) => Ok(None),
        Database::Sqlite(_) => match DataDir::lock(&settings.data_dir)? {
            Some(lock) => Ok(Some(lock)),
            None => bail!(
                "another server runs on the data folder {}; stop it first, or give this one a folder of its own with \
                 --data-dir",
                settings.data_dir.display()
            ),
        },
    }
}

/// Everything that is served: the dialects' doors, and health.
fn router(settings: &Settings, directory: &Directory, telemetry: &Telemetry) -> Router {
    let app = app(settings, directory);
    let registry = Arc::new(metrics::registry(&app, telemetry));
    let ready = {
        let directory = directory.clone();
        move || {
            let directory = directory.clone();
            async move { directory.answers().await }
        }
    };
    let (router, _) = doors(&app, Dialects::of(settings));
    router.merge(health::router(ready, registry))
}

/// The core and the kit as the settings want them.
fn app(settings: &Settings, directory: &Directory) -> App {
    let trusted = settings.listener.trusted_proxies.clone();
    App {
        directory: directory.clone(),
        kit: Kit {
            limits: wire::Limits {
                body_bytes: settings.listener.body_limit,
                idle: settings.listener.idle_timeout,
            },
            outside: directory.outside().clone(),
            proxies: wire::Proxies::trusting(move |address| {
                trusted.iter().any(|prefix| prefix.contains(address))
            }),
            metrics: wire::Metrics::new(),
        },
    }
}

/// Does something again and again, so long apart. What was not done this time is told as `left`, and tried the next time.
async fn every(period: Duration, left: &str, work: impl AsyncFn() -> Result<(), Refusal>) {
    let mut every = tokio::time::interval(period);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if let Err(refusal) = work().await {
            tracing::warn!(%refusal, "{left}; the next round tries again");
        }
    }
}

async fn orders(socket: Option<&Socket>, directory: &Directory) {
    match socket {
        Some(socket) => socket.serve(directory).await,
        None => std::future::pending().await,
    }
}

async fn finish(directory: &Directory, drained: Drained) -> Result<()> {
    match drained {
        Drained::Whole => tracing::info!("every request was answered"),
        Drained::Cut(connections) => {
            tracing::warn!(connections, "the time to end was over; connections were cut");
        }
    }
    let finished = directory.finish().await;
    let store = directory.store().clone();
    tokio::task::spawn_blocking(move || store.close()).await?;
    finished.context("the last notes could not be written")
}
