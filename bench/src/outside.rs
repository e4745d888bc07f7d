//! Time and randomness for what is measured inside this process.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use directory::hosts::KnownHostNames;
use directory::{Clock, Entropy, Outside};
use model::Timestamp;

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the clock of the directory that is measured")]
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_micros()).ok().and_then(Timestamp::from_micros).unwrap_or_default()
    }
}

struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "the randomness of the directory that is measured")]
        let filled = getrandom::fill(bytes);
        if filled.is_err() {
            std::process::abort();
        }
    }
}

/// The system's clock, randomness and resolver.
pub fn outside() -> Outside {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let hosts = KnownHostNames::of_system(std::iter::empty(), Arc::clone(&clock));
    Outside { clock, entropy: Arc::new(SystemEntropy), hosts: Arc::new(hosts) }
}
