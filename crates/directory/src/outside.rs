//! What the core is given from outside: time, randomness, names of hosts.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use model::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Draws random bytes that nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Tells whether a peer is the host of a name.
pub trait HostNames: Send + Sync {
    /// Whether `peer` is `host`; false when the name cannot be looked up in time.
    fn matches<'a>(&'a self, host: &'a str, peer: IpAddr) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;
}

/// All three.
#[derive(Clone)]
pub struct Outside {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The names of hosts.
    pub hosts: Arc<dyn HostNames>,
}

impl Outside {
    /// `N` random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// A new id, which sorts by the instant it was made in.
    pub fn id(&self) -> [u8; 16] {
        model::ids::uuid_v7(self.clock.now(), self.random())
    }
}
