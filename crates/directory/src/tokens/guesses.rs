//! Tokens that nobody has, counted by address: whoever sends many of them guesses, and is slowed down, he alone.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use model::Timestamp;

use crate::hosts;

/// How long an address is counted from its first unknown token on, in seconds.
const SECONDS: i64 = 60;
/// The most addresses that are counted at once; the oldest go first.
const MOST: usize = 10_000;

/// Counts of unknown tokens in the memory of this process.
pub(crate) struct Guesses {
    allowed: u32,
    counts: Mutex<Counts>,
}

/// Addresses in the order in which their counting began, and so ends.
#[derive(Default)]
struct Counts {
    times: HashMap<IpAddr, (Timestamp, u32)>,
    begun: VecDeque<(Timestamp, IpAddr)>,
}

impl Guesses {
    /// None yet. `allowed`: so many unknown tokens of an address are answered as such.
    pub fn new(allowed: u32) -> Self {
        Self { allowed, counts: Mutex::default() }
    }

    /// Counts one more; the seconds until the address is heard again, when it has sent too many. Tokens that are good are never
    /// asked about here.
    pub fn one_more(&self, address: IpAddr, now: Timestamp) -> Option<u32> {
        let address = hosts::site(address);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.forget(now);
        let (begun, times) = counts.count(address, now);
        if times <= self.allowed {
            return None;
        }
        let left = begun.plus_seconds(SECONDS).seconds() - now.seconds();
        Some(u32::try_from(left.clamp(1, SECONDS)).unwrap_or(1))
    }
}

impl Counts {
    /// Forgets those whose time is over.
    fn forget(&mut self, now: Timestamp) {
        while let Some((begun, address)) = self.begun.front()
            && begun.plus_seconds(SECONDS) <= now
        {
            self.times.remove(address);
            self.begun.pop_front();
        }
    }

    /// Since when the address is counted, and what has come of it since, with this one.
    fn count(&mut self, address: IpAddr, now: Timestamp) -> (Timestamp, u32) {
        if !self.times.contains_key(&address) {
            if self.begun.len() >= MOST
                && let Some((_, oldest)) = self.begun.pop_front()
            {
                self.times.remove(&oldest);
            }
            self.begun.push_back((now, address));
        }
        let (begun, times) = self.times.entry(address).or_insert((now, 0));
        *times = times.saturating_add(1);
        (*begun, *times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds).unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_slowed_down_until_its_minute_is_over_and_no_other() {
        let guesses = Guesses::new(2);
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        assert_eq!([0, 1].map(|second| guesses.one_more(one, at(second))), [None, None]);
        assert_eq!([10, 59].map(|second| guesses.one_more(one, at(second))), [Some(50), Some(1)]);
        assert_eq!(guesses.one_more(other, at(59)), None);
        assert_eq!([60, 61].map(|second| guesses.one_more(one, at(second))), [None, None]);
        assert_eq!(guesses.one_more(one, at(62)), Some(58));
    }

    #[test]
    fn a_site_of_ipv6_is_one_address() {
        let guesses = Guesses::new(1);
        assert_eq!(guesses.one_more(address("2001:db8::1"), at(0)), None);
        assert!(guesses.one_more(address("2001:db8::2:3"), at(0)).is_some());
        assert_eq!(guesses.one_more(address("2001:db8:0:1::1"), at(0)), None);
    }

    #[test]
    fn the_table_is_bounded_and_the_oldest_go_first() {
        let guesses = Guesses::new(0);
        for n in 0..=u32::try_from(MOST).unwrap() {
            guesses.one_more(IpAddr::from(n.to_be_bytes()), at(0));
        }
        let counts = guesses.counts.lock().unwrap();
        assert_eq!((counts.times.len(), counts.begun.len()), (MOST, MOST));
        assert!(!counts.times.contains_key(&IpAddr::from([0; 4])));
        assert!(counts.times.contains_key(&IpAddr::from([0, 0, 0, 1])));
    }
}
