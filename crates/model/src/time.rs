//! Instants, in microseconds.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::DateTime;

const EPOCH: DateTime = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);

/// Microseconds since 1970-01-01T00:00:00Z, within the years 1 to 9999 (`one-record` section 8).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first instant of year 1.
    pub const MIN: Self = Self(-62_135_596_800_000_000);
    /// The last microsecond of year 9999.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// The instant `micros` microseconds after 1970; none outside the years 1 to 9999.
    pub const fn from_micros(micros: i64) -> Option<Self> {
        if micros < Self::MIN.0 || micros > Self::MAX.0 { None } else { Some(Self(micros)) }
    }

    /// The instant `millis` milliseconds after 1970; none outside the years 1 to 9999.
    pub const fn from_millis(millis: i64) -> Option<Self> {
        match millis.checked_mul(1_000) {
            Some(micros) => Self::from_micros(micros),
            None => None,
        }
    }

    /// The instant `seconds` seconds after 1970; none outside the years 1 to 9999.
    pub const fn from_seconds(seconds: i64) -> Option<Self> {
        match seconds.checked_mul(1_000_000) {
            Some(micros) => Self::from_micros(micros),
            None => None,
        }
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since 1970, cut and never rounded up.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Seconds since 1970, cut and never rounded up.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant `seconds` later (earlier when negative), held within the years 1 to 9999.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        let later = self.0.saturating_add(seconds.saturating_mul(1_000_000));
        if later < Self::MIN.0 {
            Self::MIN
        } else if later > Self::MAX.0 {
            Self::MAX
        } else {
            Self(later)
        }
    }

    /// This instant `micros` microseconds later, held within the years 1 to 9999.
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        let later = self.0.saturating_add(micros);
        if later > Self::MAX.0 { Self::MAX } else { Self(later) }
    }

    /// The same instant as date and time of day in UTC; total, since both hold the years 1 to 9999.
    pub fn calendar(self) -> DateTime {
        EPOCH.checked_add(SignedDuration::from_micros(self.0)).unwrap_or(EPOCH)
    }

    /// The instant of a date and time of day in UTC; none outside the years 1 to 9999. Nanoseconds are cut.
    pub fn from_calendar(utc: DateTime) -> Option<Self> {
        let nanos = utc.duration_since(EPOCH).as_nanos();
        Self::from_micros(i64::try_from(nanos.div_euclid(1_000)).ok()?)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.calendar())
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn years_outside_one_to_nine_thousand_are_no_instants() {
        assert!(Timestamp::from_micros(Timestamp::MAX.micros() + 1).is_none());
        assert!(Timestamp::from_micros(Timestamp::MIN.micros() - 1).is_none());
        assert!(Timestamp::from_millis(i64::MAX).is_none());
        assert!(Timestamp::from_seconds(i64::MIN).is_none());
    }

    #[test]
    fn times_before_1970_are_cut_to_the_past() {
        let before = Timestamp::from_micros(-1).unwrap();
        assert_eq!(before.millis(), -1);
        assert_eq!(before.seconds(), -1);
    }

    #[test]
    fn the_calendar_holds_both_ends() {
        for end in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(Timestamp::from_calendar(end.calendar()), Some(end));
        }
    }

    #[test]
    fn adding_stops_at_the_ends() {
        assert_eq!(Timestamp::MAX.plus_seconds(1), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.plus_seconds(-1), Timestamp::MIN);
    }
}
