//! How a password becomes a stored string and is compared with one: `scheme$pepper-id$phc`.
//!
//! The only scheme so far is `argon2id`, whose third part is a PHC string. Digests brought from elsewhere
//! will be further schemes that wrap the old digest in Argon2id.

use std::{mem, sync::Arc};

use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::PasswordHash};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::{
    cost::{Cost, DIGEST_BYTES},
    password::{Password, StoredPassword},
    pepper::Peppers,
};

/// The random bytes that make equal passwords differ in the store.
pub type Salt = [u8; 16];

const SCHEME: &str = "argon2id";
const MAX_SALT_BYTES: usize = 64;
/// Hashed with where there is nothing to compare with; nothing is kept of the result.
const IDLE_SALT: Salt = [0; 16];

/// The outcome of comparing a password with what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password is the stored one.
    Right {
        /// It is stored under another cost, pepper or scheme than the current one: hash it anew.
        renew: bool,
    },
    /// It is another password, or nothing is stored, or what is stored cannot be read.
    Wrong,
}

/// So many blocks, 33 MiB, are asked for at the least, and only those that a hash needs are touched. From 32 MiB on the C
/// library's allocator takes memory from the system and gives it back when it is freed; below, freeing the first 19 MiB
/// block raises that size, and later blocks stay with the process: 54 MB thirty seconds after the last hash.
const RETURNED_BLOCKS: usize = 33 << 10;

/// One worker's tool: the current cost and peppers, and the memory that a hash needs.
pub(super) struct Hasher {
    cost: Cost,
    peppers: Arc<Peppers>,
    memory: Vec<Block>,
    hashes: u64,
}

impl Hasher {
    pub(super) fn new(cost: Cost, peppers: Arc<Peppers>) -> Self {
        Self { cost, peppers, memory: Vec::new(), hashes: 0 }
    }

    /// Hashes under the current cost and pepper. `None` only if the hash function itself fails.
    pub(super) fn hash(&mut self, password: &Password, salt: &Salt) -> Option<StoredPassword> {
        let pepper = self.peppers.current_id().to_owned();
        let input = self.peppers.season(&pepper, password)?;
        let digest = self.digest(&input, salt, &self.cost.params()?, DIGEST_BYTES)?;
        let phc = format!(
            "$argon2id$v=19$m={},t={},p={}${}${}",
            self.cost.memory_kib(),
            self.cost.iterations(),
            self.cost.parallelism(),
            STANDARD_NO_PAD.encode(salt),
            STANDARD_NO_PAD.encode(digest.as_slice()),
        );
        Some(StoredPassword::from_store(format!("{SCHEME}${pepper}${phc}")))
    }

    /// Compares in constant time. Whatever is stored, or nothing, a wrong answer takes the work of at least
    /// one hash of the current cost. `None` only if the hash function itself fails.
    pub(super) fn verify(&mut self, password: &Password, stored: Option<&StoredPassword>) -> Option<Verdict> {
        let stored = stored.and_then(|stored| Stored::parse(stored.as_str()));
        let peppers = Arc::clone(&self.peppers);
        let Some((stored, input)) = stored.and_then(|stored| {
            let input = peppers.season(stored.pepper, password)?;
            Some((stored, input))
        }) else {
            return self.idle(self.cost, password).map(|()| Verdict::Wrong);
        };
        let digest = self.digest(&input, &stored.salt, &stored.params, stored.digest.len())?;
        if bool::from(digest.as_slice().ct_eq(&stored.digest)) {
            let renew = stored.cost != self.cost || stored.pepper != self.peppers.current_id();
            return Some(Verdict::Right { renew });
        }
        match self.cost.beyond(stored.cost) {
            Some(missing) => self.idle(missing, password).map(|()| Verdict::Wrong),
            None => Some(Verdict::Wrong),
        }
    }

    /// Bytes of working memory held.
    pub(super) fn memory_bytes(&self) -> usize {
        self.memory.len() * Block::SIZE
    }

    /// Hashes computed since this was asked last.
    pub(super) fn take_hashes(&mut self) -> u64 {
        mem::take(&mut self.hashes)
    }

    /// Wipes the working memory, which would let a guess be checked at a fraction of the cost, and returns it
    /// to the system.
    pub(super) fn give_memory_back(&mut self) {
        let mut memory = mem::take(&mut self.memory);
        for block in &mut memory {
            block.as_mut().zeroize();
        }
    }

    fn idle(&mut self, cost: Cost, password: &Password) -> Option<()> {
        let input = self.peppers.season(self.peppers.current_id(), password)?;
        self.digest(&input, &IDLE_SALT, &cost.params()?, DIGEST_BYTES).map(drop)
    }

    fn digest(
        &mut self,
        input: &[u8],
        salt: &[u8],
        params: &Params,
        bytes: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let blocks = params.block_count();
        if self.memory.len() < blocks {
            self.give_memory_back();
            self.memory = Vec::with_capacity(blocks.max(RETURNED_BLOCKS));
            self.memory.resize(blocks, Block::new());
        }
        let memory = self.memory.get_mut(..blocks)?;
        let mut digest = Zeroizing::new(vec![0; bytes]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        argon2.hash_password_into_with_memory(input, salt, &mut digest, memory).ok()?;
        self.hashes += 1;
        Some(digest)
    }
}

/// A stored password taken apart.
struct Stored<'a> {
    pepper: &'a str,
    cost: Cost,
    params: Params,
    salt: Vec<u8>,
    digest: Vec<u8>,
}

impl<'a> Stored<'a> {
    /// `None` for what this program did not write: it verifies as wrong.
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once('$')?;
        let (pepper, phc) = rest.split_once('$')?;
        let phc = PasswordHash::new(phc).ok()?;
        let version = phc.version == Some(Version::V0x13.into());
        if scheme != SCHEME || phc.algorithm.as_str() != SCHEME || !version {
            return None;
        }
        let params = Params::try_from(&phc).ok()?;
        let mut salt = [0; MAX_SALT_BYTES];
        let salt = phc.salt?.decode_b64(&mut salt).ok()?.to_vec();
        if salt.len() < argon2::MIN_SALT_LEN {
            return None;
        }
        let digest = phc.hash?.as_bytes().to_vec();
        Some(Self { pepper, cost: Cost::of(&params)?, params, salt, digest })
    }
}
