//! One-time codes (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 seconds.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, Mac};
use model::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Seconds of one step.
const PERIOD: i64 = 30;
/// Codes of so many steps before and after this one are right too: clocks differ, and people type slowly.
const WINDOW: i64 = 1;
/// Bytes of a secret: as many as the hash has (RFC 4226, section 4).
pub(super) const SECRET: usize = 20;

/// A code as somebody typed it.
#[derive(Clone, Copy)]
pub(super) struct Code(u32);

impl Code {
    /// Six digits of ASCII, and nothing else; none for any other text.
    pub fn parse(typed: &str) -> Option<Self> {
        let six = typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit());
        if six { typed.parse().ok().map(Self) } else { None }
    }
}

/// What codes are computed with. Does not print, and is wiped from memory.
pub(super) struct Secret(Zeroizing<[u8; SECRET]>);

impl Secret {
    /// Of bytes that were drawn at random.
    pub fn new(drawn: [u8; SECRET]) -> Self {
        Self(Zeroizing::new(drawn))
    }

    /// Of bytes that were kept; none if they are no secret.
    pub fn of(kept: &[u8]) -> Option<Self> {
        <[u8; SECRET]>::try_from(kept).ok().map(Self::new)
    }

    /// The bytes, for whoever keeps them sealed.
    pub fn as_bytes(&self) -> &[u8] {
        &*self.0
    }

    /// As authenticators take it: base32 without padding, 32 characters.
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(&*self.0))
    }

    /// The step for which `code` is right now, after the step `last`: the earliest one. All are computed, whichever it is.
    pub fn step_of(&self, code: Code, now: Timestamp, last: i64) -> Option<i64> {
        let this = now.seconds().div_euclid(PERIOD);
        let is_right = |step: &i64| {
            let same = self.code_at(*step).is_some_and(|right| right.ct_eq(&code.0).into());
            same && *step > last
        };
        let right: Vec<i64> = (this - WINDOW..=this + WINDOW).filter(is_right).collect();
        right.first().copied()
    }

    /// The code of a step, as a number (RFC 4226, section 5.3).
    fn code_at(&self, step: i64) -> Option<u32> {
        let mut mac = Hmac::<Sha1>::new_from_slice(&*self.0).ok()?;
        mac.update(&step.to_be_bytes());
        let digest: [u8; 20] = mac.finalize().into_bytes().into();
        let at = usize::from(digest.last()? & 0x0f);
        let four = digest.get(at..)?.first_chunk::<4>()?;
        Some((u32::from_be_bytes(*four) & 0x7fff_ffff) % 1_000_000)
    }
}

#[cfg(test)]
mod tests;
