//! Refused authentications and accesses, counted by minute instead of listed.

use std::collections::BTreeMap;
use std::mem;
use std::sync::{Mutex, PoisonError};

use model::{OrgKey, Timestamp};

/// The most counts that wait in memory; beyond it the oldest minute goes first.
const MOST: usize = 4_096;
/// The most characters of what somebody typed as a login.
const MOST_TYPED: usize = 255;

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FailureKey {
    pub org: OrgKey,
    pub address: String,
    pub subject: String,
    pub reason: &'static str,
    pub via: &'static str,
}

/// Counts that were not written yet, by minute since 1970.
#[derive(Default)]
pub(crate) struct FailureCounts(Mutex<BTreeMap<(i64, FailureKey), i64>>);

impl FailureCounts {
    /// Counts one.
    pub fn count(&self, mut key: FailureKey, now: Timestamp) {
        key.subject = key.subject.chars().filter(|c| !c.is_control()).take(MOST_TYPED).collect();
        let minute = now.seconds().div_euclid(60);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((minute, key)).or_default() += 1;
        while counts.len() > MOST {
            counts.pop_first();
        }
    }

    /// Takes all counts out, to be written.
    pub fn drain(&self) -> Vec<(i64, FailureKey, i64)> {
        let counts = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        counts.into_iter().map(|((minute, key), times)| (minute, key, times)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(subject: &str) -> FailureKey {
        FailureKey {
            org: OrgKey::FIRST,
            address: "192.0.2.1".into(),
            subject: subject.into(),
            reason: "host",
            via: "pam360",
        }
    }

    #[test]
    fn failures_of_one_minute_are_one_count() {
        let counts = FailureCounts::default();
        let now = Timestamp::from_seconds(120).unwrap();
        counts.count(key("a"), now);
        counts.count(key("a"), now.plus_seconds(59));
        counts.count(key("a"), now.plus_seconds(60));
        let times: Vec<_> = counts.drain().into_iter().map(|(minute, _, times)| (minute, times)).collect();
        assert_eq!(times, [(2, 2), (3, 1)]);
        assert!(counts.drain().is_empty());
    }

    #[test]
    fn what_was_typed_is_kept_without_control_characters() {
        let counts = FailureCounts::default();
        counts.count(key(&format!("a\0\n{}", "b".repeat(300))), Timestamp::default());
        assert_eq!(counts.drain()[0].1.subject, format!("a{}", "b".repeat(254)));
    }

    #[test]
    fn a_stranger_cannot_grow_the_table() {
        let counts = FailureCounts::default();
        for n in 0..MOST + 10 {
            counts.count(key(&n.to_string()), Timestamp::default());
        }
        assert_eq!(counts.drain().len(), MOST);
    }
}
