//! Whether a peer is the host of a name (PAM360's contract, section 5.3).

use std::collections::HashMap;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::Timestamp;

use crate::{Clock, HostNames};

/// How long a look-up may take.
const TIME_LIMIT: Duration = Duration::from_secs(2);
/// How long an answer is remembered, in seconds.
const REMEMBERED: i64 = 60;
/// The most answers that are remembered.
const MOST: usize = 10_000;

/// The address that a host binding spells out, if it is no name.
pub fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether two addresses are one host: IPv4 within IPv6 is IPv4, and the loopback addresses are one.
pub fn same(one: IpAddr, other: IpAddr) -> bool {
    plain(one) == plain(other)
}

fn plain(address: IpAddr) -> IpAddr {
    let address = address.to_canonical();
    if address.is_loopback() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { address }
}

/// The system's resolver, with a table of names that are known beforehand and a short memory.
pub struct SystemHostNames {
    table: HashMap<String, IpAddr>,
    clock: Arc<dyn Clock>,
    remembered: Mutex<HashMap<(String, IpAddr), (bool, Timestamp)>>,
}

impl SystemHostNames {
    /// `table` maps names, without case, to the one address they have.
    pub fn new(table: impl IntoIterator<Item = (String, IpAddr)>, clock: Arc<dyn Clock>) -> Self {
        let table = table.into_iter().map(|(name, address)| (name.to_lowercase(), address)).collect();
        Self { table, clock, remembered: Mutex::default() }
    }

    async fn look_up(&self, host: &str, peer: IpAddr) -> bool {
        let key = (host.to_lowercase(), plain(peer));
        if let Some(address) = self.table.get(&key.0) {
            return same(*address, peer);
        }
        let now = self.clock.now();
        if let Some((matches, until)) = self.recall().get(&key)
            && now < *until
        {
            return *matches;
        }
        let matches = tokio::time::timeout(TIME_LIMIT, resolve(host, peer)).await.unwrap_or(false);
        let mut remembered = self.recall();
        if remembered.len() >= MOST {
            remembered.clear();
        }
        remembered.insert(key, (matches, now.plus_seconds(REMEMBERED)));
        matches
    }

    fn recall(&self) -> std::sync::MutexGuard<'_, HashMap<(String, IpAddr), (bool, Timestamp)>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HostNames for SystemHostNames {
    fn matches<'a>(&'a self, host: &'a str, peer: IpAddr) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(self.look_up(host, peer))
    }
}

/// The name resolves to the peer; or the peer's own name, which must resolve back to it, is the name.
async fn resolve(host: &str, peer: IpAddr) -> bool {
    if resolves_to(host, peer).await {
        return true;
    }
    let reverse = tokio::task::spawn_blocking(move || dns_lookup::lookup_addr(&plain(peer)).ok()).await;
    match reverse {
        Ok(Some(name)) => same_name(host, &name) && resolves_to(&name, peer).await,
        _ => false,
    }
}

async fn resolves_to(name: &str, peer: IpAddr) -> bool {
    match tokio::net::lookup_host((name, 0)).await {
        Ok(mut addresses) => addresses.any(|address| same(address.ip(), peer)),
        Err(_) => false,
    }
}

/// Equal without case, or one of them the short name of the other.
fn same_name(one: &str, other: &str) -> bool {
    let short = |name: &str| name.split('.').next().unwrap_or_default().to_lowercase();
    let (one, other) = (one.trim_end_matches('.'), other.trim_end_matches('.'));
    one.eq_ignore_ascii_case(other)
        || ((!one.contains('.') || !other.contains('.')) && short(one) == short(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv4_in_ipv6_and_all_loopback_addresses_are_one_host() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(same(address("::ffff:192.0.2.1"), address("192.0.2.1")));
        assert!(same(address("::1"), address("127.0.0.1")));
        assert!(!same(address("192.0.2.1"), address("192.0.2.2")));
    }

    #[test]
    fn a_short_name_is_its_full_name_and_two_full_names_are_compared_whole() {
        assert!(same_name("John-1234", "john-1234.example.com"));
        assert!(!same_name("john.example.com", "john.example.org"));
        assert!(same_name("john.example.com.", "JOHN.example.com"));
    }
}
