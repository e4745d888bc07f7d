//! What the core is given from outside, under a test's control.

use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use directory::{Clock, Entropy, HostNames};
use model::Timestamp;

/// A clock that stands still until it is turned. It starts at 2026-01-09T05:16:00Z.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_767_935_760_000_000))
    }
}

impl TestClock {
    /// Turns the clock to an instant.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }

    /// Turns the clock on by so many seconds.
    pub fn turn(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Turns the clock by so many microseconds.
    pub fn turn_micros(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst)).expect("tests stay within years 1 to 9999")
    }
}

/// Random bytes that are the same in every run.
#[derive(Debug, Default)]
pub struct TestEntropy(AtomicU64);

impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64: every state gives another value.
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_be_bytes()[..chunk.len()]);
        }
    }
}

/// The names of hosts that a test told.
#[derive(Debug, Default)]
pub struct TestHosts(Mutex<HashMap<String, IpAddr>>);

impl TestHosts {
    /// From now on `host` is `address`.
    pub fn tell(&self, host: &str, address: &str) {
        let address = address.parse().expect("an address");
        self.0.lock().unwrap().insert(host.to_lowercase(), address);
    }
}

impl HostNames for TestHosts {
    fn matches<'a>(&'a self, host: &'a str, peer: IpAddr) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        let known = self.0.lock().unwrap().get(&host.to_lowercase()).copied();
        Box::pin(async move { known.is_some_and(|address| directory::hosts::same(address, peer)) })
    }
}
