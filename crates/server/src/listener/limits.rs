//! How much a connection may cost.

use std::time::Duration;

/// How much all connections, and each of them, may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most connections at once; more wait in the system's queue.
    pub connections: usize,
    /// The longest time for a TLS handshake, for the head of a request, and between two requests.
    pub head: Duration,
    /// The longest time in which a client may take nothing of an answer. Bodies that come in are timed by `wire`.
    pub idle: Duration,
    /// The longest time that requests in flight are given when the server stops.
    pub drain: Duration,
}

impl Limits {
    /// All but the time without progress as the default says.
    pub fn with_idle(idle: Duration) -> Self {
        Self { head: idle, idle, ..Self::default() }
    }
}

impl Default for Limits {
    /// 10,000 connections; thirty seconds for everything.
    fn default() -> Self {
        let half_a_minute = Duration::from_secs(30);
        Self { connections: 10_000, head: half_a_minute, idle: half_a_minute, drain: half_a_minute }
    }
}
