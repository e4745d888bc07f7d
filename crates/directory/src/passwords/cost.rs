//! What one hash costs.

use argon2::Params;

/// Bytes of a digest.
pub(super) const DIGEST_BYTES: usize = 32;

const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MAX_ITERATIONS: u32 = 64;
const MAX_PARALLELISM: u32 = 16;

/// The cost of one Argon2id hash. Costs that are lower than the default in any respect cannot be made by the
/// program, only read from an old stored password or made for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    iterations: u32,
    parallelism: u32,
}

/// Why a cost is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostRefused {
    /// Below the default in one of the three numbers.
    #[error("password hashing may cost no less than 19456 KiB of memory, 2 iterations and 1 lane")]
    TooLow,
    /// So high that a typing error is likelier than a wish.
    #[error("password hashing may cost no more than 1048576 KiB of memory, 64 iterations and 16 lanes")]
    TooHigh,
}

impl Default for Cost {
    /// 19 MiB, two iterations, one lane (security checklist section 1, rule 1).
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, iterations: 2, parallelism: 1 }
    }
}

impl Cost {
    /// A cost that is nowhere below the default; refuses what is lower, and what is out of reason.
    pub fn at_least_default(memory_kib: u32, iterations: u32, parallelism: u32) -> Result<Self, CostRefused> {
        let floor = Self::default();
        if memory_kib < floor.memory_kib || iterations < floor.iterations || parallelism < floor.parallelism {
            return Err(CostRefused::TooLow);
        }
        Self::within_reason(memory_kib, iterations, parallelism).ok_or(CostRefused::TooHigh)
    }

    /// The cheapest hash there is, for tests that are not about its cost.
    #[cfg(any(test, feature = "cheap-hashing"))]
    pub fn cheap_for_tests() -> Self {
        Self { memory_kib: Params::MIN_M_COST, iterations: 1, parallelism: 1 }
    }

    /// Memory in KiB.
    pub fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub fn iterations(self) -> u32 {
        self.iterations
    }

    /// Lanes; they are computed one after the other, so this divides no waiting time.
    pub fn parallelism(self) -> u32 {
        self.parallelism
    }

    /// The cost written in a stored password; `None` where it is so high that the store must have been
    /// tampered with.
    pub(super) fn of(params: &Params) -> Option<Self> {
        Self::within_reason(params.m_cost(), params.t_cost(), params.p_cost())
    }

    /// What is missing from a hash of cost `spent` to the work of one of this cost, so that a user whose hash
    /// is older cannot be told from a user who does not exist. `None` where too little is missing to hash.
    pub(super) fn beyond(self, spent: Self) -> Option<Self> {
        let missing = self.work().checked_sub(spent.work())?;
        let passes = missing.div_ceil(u64::from(self.memory_kib)).max(1);
        let memory_kib = u32::try_from(missing / passes).ok()?;
        let iterations = u32::try_from(passes).ok()?;
        (memory_kib >= Params::MIN_M_COST).then_some(Self { memory_kib, iterations, parallelism: 1 })
    }

    pub(super) fn params(self) -> Option<Params> {
        Params::new(self.memory_kib, self.iterations, self.parallelism, Some(DIGEST_BYTES)).ok()
    }

    fn work(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.iterations)
    }

    fn within_reason(memory_kib: u32, iterations: u32, parallelism: u32) -> Option<Self> {
        let within =
            memory_kib <= MAX_MEMORY_KIB && iterations <= MAX_ITERATIONS && parallelism <= MAX_PARALLELISM;
        within.then_some(Self { memory_kib, iterations, parallelism })
    }
}
