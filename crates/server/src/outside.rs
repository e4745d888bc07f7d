//! The real clock and the real randomness.

use directory::{Clock, Entropy};
use model::Timestamp;

/// The clock of this machine.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one home of the system's clock")]
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_micros()).ok().and_then(Timestamp::from_micros).unwrap_or_default()
    }
}

/// The randomness of this machine's operating system.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "this is the one home of the system's randomness")]
        let filled = getrandom::fill(bytes);
        // A server that cannot draw secrets must not go on: a predictable token lets anybody in.
        if filled.is_err() {
            tracing::error!("the operating system gives no randomness; ending");
            std::process::abort();
        }
    }
}
