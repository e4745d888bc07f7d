//! The time in which a user may enter.

use crate::{Rule, Timestamp};

/// `[from, until)`: at `until` it is over. An open end is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessWindow {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

/// Where an instant lies beside a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The window has not opened yet.
    Before,
    /// The window is open.
    Inside,
    /// The window is over.
    After,
}

impl AccessWindow {
    /// No limit at either end.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// Refuses an end that does not lie after the start. A window in the past is a window (`one-record` section 8).
    pub fn new(from: Option<Timestamp>, until: Option<Timestamp>) -> Result<Self, Rule> {
        match (from, until) {
            (Some(from), Some(until)) if until <= from => Err(Rule::Format("must end after it starts")),
            _ => Ok(Self { from, until }),
        }
    }

    /// The first instant inside.
    pub const fn from(self) -> Option<Timestamp> {
        self.from
    }

    /// The first instant after it.
    pub const fn until(self) -> Option<Timestamp> {
        self.until
    }

    /// Where `now` lies.
    pub fn place(self, now: Timestamp) -> Place {
        if self.until.is_some_and(|until| now >= until) {
            Place::After
        } else if self.from.is_some_and(|from| now < from) {
            Place::Before
        } else {
            Place::Inside
        }
    }

    /// Whether `now` lies inside.
    pub fn holds(self, now: Timestamp) -> bool {
        self.place(now) == Place::Inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    #[test]
    fn a_window_is_over_at_its_end_and_open_a_microsecond_before() {
        let window = AccessWindow::new(Some(at(10)), Some(at(20))).unwrap();
        assert_eq!(
            [9, 10, 19, 20].map(|t| window.place(at(t))),
            [Place::Before, Place::Inside, Place::Inside, Place::After]
        );
    }

    #[test]
    fn an_open_end_has_no_limit() {
        assert!(AccessWindow::ALWAYS.holds(Timestamp::MIN) && AccessWindow::ALWAYS.holds(Timestamp::MAX));
        assert!(AccessWindow::new(Some(at(5)), None).unwrap().holds(Timestamp::MAX));
    }

    #[test]
    fn a_window_that_never_opens_is_refused() {
        assert!(AccessWindow::new(Some(at(5)), Some(at(5))).is_err());
    }
}
