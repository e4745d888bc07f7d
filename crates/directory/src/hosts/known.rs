//! Verdicts, and how they are come by without keeping anybody waiting.

use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::Timestamp;
use tokio::sync::Semaphore;

use super::{Resolver, SystemResolver, folded, look_up, plain, same};
use crate::{Clock, HostNames};

/// How long a look-up may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer is remembered, in seconds.
const REMEMBERED: i64 = 60;
/// How long it is remembered that none came, in seconds: the next request is not to wait for the same silence.
const SILENCE: i64 = 5;
/// The most verdicts that are remembered.
const MOST: usize = 10_000;
/// The most look-ups at once, each on a thread that may wait for a silent name server longer than anybody waits for it.
pub(super) const AT_ONCE: usize = 16;

/// Names of hosts by a table that is known beforehand, else by a resolver, with a short memory.
pub struct KnownHostNames {
    table: HashMap<String, IpAddr>,
    resolver: Arc<dyn Resolver>,
    patience: Duration,
    places: Arc<Semaphore>,
    clock: Arc<dyn Clock>,
    remembered: Mutex<HashMap<(String, IpAddr), (bool, Timestamp)>>,
}

impl KnownHostNames {
    /// By the system's resolver. `table` maps names, without case, to the one address they have.
    pub fn of_system(table: impl IntoIterator<Item = (String, IpAddr)>, clock: Arc<dyn Clock>) -> Self {
        Self::by(Arc::new(SystemResolver), table, clock, PATIENCE)
    }

    /// By another resolver, with other patience.
    pub(super) fn by(
        resolver: Arc<dyn Resolver>,
        table: impl IntoIterator<Item = (String, IpAddr)>,
        clock: Arc<dyn Clock>,
        patience: Duration,
    ) -> Self {
        Self {
            table: table.into_iter().map(|(name, address)| (folded(&name), address)).collect(),
            resolver,
            patience,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            clock,
            remembered: Mutex::default(),
        }
    }

    async fn verdict(&self, host: &str, peer: IpAddr) -> bool {
        let key = (folded(host), plain(peer));
        if let Some(address) = self.table.get(&key.0) {
            return same(*address, peer);
        }
        let now = self.clock.now();
        if let Some((matches, until)) = self.recall().get(&key)
            && now < *until
        {
            return *matches;
        }
        let found =
            tokio::time::timeout(self.patience, self.look_up(host.to_owned(), peer)).await.ok().flatten();
        let until = now.plus_seconds(if found.is_some() { REMEMBERED } else { SILENCE });
        let mut remembered = self.recall();
        if remembered.len() >= MOST {
            remembered.retain(|_, (_, until)| now < *until);
        }
        if remembered.len() < MOST {
            remembered.insert(key, (found.unwrap_or(false), until));
        }
        found.unwrap_or(false)
    }

    /// Asks on a thread of its own, which has its place until it has its answer, whoever waits for that still.
    async fn look_up(&self, host: String, peer: IpAddr) -> Option<bool> {
        let place = Arc::clone(&self.places).acquire_owned().await.ok()?;
        let resolver = Arc::clone(&self.resolver);
        let asked = tokio::task::spawn_blocking(move || {
            let _place = place;
            look_up::matches(&*resolver, &host, peer)
        });
        asked.await.ok()
    }

    fn recall(&self) -> MutexGuard<'_, HashMap<(String, IpAddr), (bool, Timestamp)>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HostNames for KnownHostNames {
    fn matches<'a>(&'a self, host: &'a str, peer: IpAddr) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(self.verdict(host, peer))
    }
}
