//! What every dialect is given.

use std::time::Duration;

use directory::{Directory, Outside};

use crate::{Metrics, Proxies};

/// The core and the kit: the state that a dialect is made with. Cloning it is cheap.
#[derive(Clone)]
pub struct App {
    /// The core.
    pub directory: Directory,
    /// What receiving a request needs.
    pub kit: Kit,
}

/// What receiving a request needs, and no core.
#[derive(Clone)]
pub struct Kit {
    /// How much one request may be.
    pub limits: Limits,
    /// The clock and the randomness that request ids are made of.
    pub outside: Outside,
    /// The peers whose word on the caller's address is taken.
    pub proxies: Proxies,
    /// What is counted.
    pub metrics: Metrics,
}

/// How much one request may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body_bytes: usize,
    /// The longest time in which a body may make no progress.
    pub idle: Duration,
}

impl Default for Limits {
    /// One mebibyte, thirty seconds.
    fn default() -> Self {
        Self { body_bytes: 1 << 20, idle: Duration::from_secs(30) }
    }
}
