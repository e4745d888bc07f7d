//! Pairs of login and password that were proved lately, so that a door which is given them with each call does not hash
//! with each call.
//!
//! What is remembered is only the proof: the user's row is read in every request all the same, and a pair is void as
//! soon as the password has another version. Only the right password can cause a hit (design, passwords and secrets).
//!
//! A password that an auth source keeps is asked there with each call. Of that only the event is remembered, so that it is
//! written no more often than where a proof spares it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, Mac};
use model::{Timestamp, UserKey};
use sha2::Sha256;

/// How long a proof is remembered, in seconds.
const SECONDS: i64 = 60;
/// The most proofs, and the most events, that are remembered.
const MOST: usize = 10_000;

/// A pair of login and password, with the host it came to, under this process's own key: nobody can compute it elsewhere.
pub(crate) type Proof = [u8; 32];

/// Proofs and whose they are, and whose sign-ins were recorded.
pub(crate) struct Remembered {
    key: [u8; 32],
    proofs: Mutex<HashMap<Proof, (UserKey, i64, Timestamp)>>,
    recorded: Mutex<HashMap<UserKey, Timestamp>>,
}

impl Remembered {
    /// Nothing yet; `key` is drawn for this process.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key, proofs: Mutex::default(), recorded: Mutex::default() }
    }

    /// The proof that this pair would be, at a host: other hosts may belong to other organisations.
    pub fn proof(&self, host: Option<&str>, login_key: &str, password: &[u8]) -> Option<Proof> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        for part in [host.unwrap_or_default(), login_key] {
            mac.update(&u64::try_from(part.len()).ok()?.to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.update(password);
        Some(mac.finalize().into_bytes().into())
    }

    /// Whose it is, and the version of the password it proved.
    pub fn recall(&self, proof: &Proof, now: Timestamp) -> Option<(UserKey, i64)> {
        let proofs = self.proofs.lock().unwrap_or_else(PoisonError::into_inner);
        let (user, version, until) = proofs.get(proof)?;
        (now < *until).then_some((*user, *version))
    }

    /// Remembers a proof.
    pub fn remember(&self, proof: Proof, user: UserKey, version: i64, now: Timestamp) {
        let mut proofs = self.proofs.lock().unwrap_or_else(PoisonError::into_inner);
        if proofs.len() >= MOST {
            proofs.retain(|_, (_, _, until)| now < *until);
        }
        if proofs.len() < MOST {
            proofs.insert(proof, (user, version, now.plus_seconds(SECONDS)));
        }
    }

    /// Whether a sign-in of this user was recorded less than a minute ago.
    pub fn is_recorded(&self, user: UserKey, now: Timestamp) -> bool {
        let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.get(&user).is_some_and(|until| now < *until)
    }

    /// Remembers that one was recorded.
    pub fn record(&self, user: UserKey, now: Timestamp) {
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        if recorded.len() >= MOST {
            recorded.retain(|_, until| now < *until);
        }
        if recorded.len() < MOST || recorded.contains_key(&user) {
            recorded.insert(user, now.plus_seconds(SECONDS));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds).unwrap()
    }

    #[test]
    fn a_proof_is_remembered_for_a_minute_and_only_for_its_pair() {
        let remembered = Remembered::new([7; 32]);
        let proof = remembered.proof(None, "jason", b"secret").unwrap();
        remembered.remember(proof, UserKey(5), 2, at(0));
        assert_eq!(remembered.recall(&proof, at(59)), Some((UserKey(5), 2)));
        assert_eq!(remembered.recall(&proof, at(60)), None);
        for (login, password) in [("jason", "Secret"), ("jasons", "ecret"), ("other", "secret")] {
            let other = remembered.proof(None, login, password.as_bytes()).unwrap();
            assert_eq!(remembered.recall(&other, at(0)), None);
        }
        assert_ne!(remembered.proof(Some("b.example"), "jason", b"secret"), Some(proof));
        assert_ne!(Remembered::new([8; 32]).proof(None, "jason", b"secret"), Some(proof));
    }

    #[test]
    fn a_stranger_cannot_grow_the_memory() {
        let remembered = Remembered::new([7; 32]);
        for n in 0..=MOST {
            remembered.remember(remembered.proof(None, &n.to_string(), b"x").unwrap(), UserKey(1), 1, at(0));
        }
        assert_eq!(remembered.proofs.lock().unwrap().len(), MOST);
        for n in 0..=i64::try_from(MOST).unwrap() {
            remembered.record(UserKey(n), at(0));
        }
        assert_eq!(remembered.recorded.lock().unwrap().len(), MOST);
        remembered.record(UserKey(1), at(61));
        assert_eq!(remembered.recorded.lock().unwrap().len(), 1, "what is over makes room");
        let late = remembered.proof(None, "late", b"x").unwrap();
        remembered.remember(late, UserKey(1), 1, at(61));
        assert_eq!(remembered.proofs.lock().unwrap().len(), 1, "what is over makes room");
    }
}
