//! Passwords: what one may be ([`PolicyRules`], [`generate`]), how it is kept ([`StoredPassword`]), and the
//! threads that do the work ([`HashPool`]).
//!
//! Knows nothing of the store and of requests. Section 6 of the design is the specification.

mod bulk;
mod common;
mod cost;
mod generate;
mod password;
mod pepper;
mod policy;
mod pool;
mod queue;
mod scheme;
mod worker;

pub use cost::{Cost, CostRefused};
pub use generate::generate;
pub use password::{MAX_CHARACTERS, Password, PasswordRefused, StoredPassword};
pub use pepper::{Peppers, PeppersRefused};
pub use policy::{KronStrength, PREDEFINED, PolicyRules, Violation};
pub use pool::{Busy, HashPool, Pending, PoolStatistics};
pub use queue::{Source, Standing};
pub use scheme::{Salt, Verdict};

#[cfg(test)]
mod tests;
