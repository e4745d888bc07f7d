//! Waiting before another try.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The longest wait is two to the power of this, in milliseconds.
const MOST_DOUBLINGS: u32 = 5;

/// Waits before try number `turn` of those that need patience: up to 2 ms before the first, and up to 32 ms.
///
/// The threads of one node let each other pass, but nodes do not know of each other: those that refuse each other's
/// transactions in the same rhythm would go on doing so until all tries are used up.
#[expect(
    clippy::disallowed_methods,
    reason = "a database thread of its own, between transactions; nothing tells when another node's has ended"
)]
pub(crate) fn before(turn: u32) {
    let most = 1_000_u64 << turn.min(MOST_DOUBLINGS);
    std::thread::sleep(Duration::from_micros(RandomState::new().hash_one(turn) % most));
}
