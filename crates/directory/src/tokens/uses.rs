//! Uses of tokens, noted in memory so that a read stays a read.

use std::collections::HashMap;
use std::mem;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use model::{Timestamp, TokenKind};

use crate::TokenDigest;
use crate::caller::TokenUse;

/// A use is written at most so often per token, in microseconds; a sliding end is stored so much later than promised.
pub(crate) const EVERY: i64 = 60_000_000;

/// The last use of a token.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    pub kind: TokenKind,
    pub digest: TokenDigest,
    pub at: Timestamp,
    pub address: Option<IpAddr>,
    /// The new end, where uses move it.
    pub expires: Option<Timestamp>,
}

/// Uses that were not written yet.
#[derive(Default)]
pub(crate) struct TokenUses(Mutex<HashMap<(TokenKind, TokenDigest), Used>>);

impl TokenUses {
    /// Notes a use, unless one was written less than a minute before it.
    pub fn note(&self, token: &TokenUse, address: Option<IpAddr>, now: Timestamp) {
        if token.last_used.is_some_and(|last| now.micros() - last.micros() < EVERY) {
            return;
        }
        let expires = token.slides_by.map(|by| stored_end(now, by, token.ends_at_latest));
        let used = Used { kind: token.kind, digest: token.digest, at: now, address, expires };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((token.kind, token.digest), used);
    }

    /// Takes all notes out, to be written.
    pub fn due(&self) -> Vec<Used> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_values().collect()
    }
}

/// The end that is stored for a token which is used now: one minute later than promised, never after its latest end.
pub(crate) fn stored_end(now: Timestamp, slides_by: i64, latest: Option<Timestamp>) -> Timestamp {
    let end = now.plus_micros(slides_by.saturating_add(EVERY));
    latest.map_or(end, |latest| end.min(latest))
}
