//! A bar on the terminal of whoever waits; nothing where nobody looks.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use db::copy::{Moved, Step, Watch};

use super::stop::Stop;

/// It is drawn so often at most.
const OFTEN: Duration = Duration::from_millis(100);
/// Characters of the bar.
const WIDTH: u64 = 30;

/// Shows a copy's progress on standard error, when that is a terminal, and stops the copy when it is told to.
pub(super) struct Progress<'s> {
    stop: &'s Stop,
    terminal: bool,
    shown: Option<Instant>,
}

impl<'s> Progress<'s> {
    pub fn new(stop: &'s Stop) -> Self {
        Self { stop, terminal: stderr().is_terminal(), shown: None }
    }

    fn draw(&self, line: &str) {
        if self.terminal {
            // A bar that cannot be drawn is no reason to stop.
            drop(write!(stderr().lock(), "\r\x1b[K{line}"));
        }
    }
}

impl Watch for Progress<'_> {
    fn counts(&self) -> bool {
        self.terminal
    }

    fn moved(&mut self, moved: Moved<'_>) {
        if self.terminal && self.shown.is_none_or(|shown| shown.elapsed() >= OFTEN) {
            self.draw(&line(moved));
            self.shown = Some(Instant::now());
        }
    }

    fn stopped(&self) -> bool {
        self.stop.is_told()
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.draw("");
    }
}

fn line(Moved { step, table, done, all }: Moved<'_>) -> String {
    let step = match step {
        Step::Copy => "copying",
        Step::Check => "comparing",
        Step::Index => "making the search index",
    };
    let Some(all) = all.filter(|all| *all > 0) else { return format!("{step} {table} {done}") };
    let part =
        |of: u64| u64::try_from(u128::from(done.min(all)) * u128::from(of) / u128::from(all)).unwrap_or(of);
    let bar: String = (0..WIDTH).map(|place| if place < part(WIDTH) { '=' } else { ' ' }).collect();
    format!("[{bar}] {:>3} % {step} {table}", part(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(done: u64, all: Option<u64>) -> String {
        line(Moved { step: Step::Copy, table: "users", done, all })
    }

    #[test]
    fn the_bar_grows_with_what_is_done_and_never_beyond_its_end() {
        assert_eq!(shown(0, Some(10)), format!("[{}]   0 % copying users", " ".repeat(30)));
        assert_eq!(shown(5, Some(10)), format!("[{}{}]  50 % copying users", "=".repeat(15), " ".repeat(15)));
        assert_eq!(shown(u64::MAX, Some(10)), format!("[{}] 100 % copying users", "=".repeat(30)));
        assert_eq!(shown(7, None), "copying users 7", "without an end there is no bar");
        assert_eq!(shown(0, Some(0)), "copying users 0");
    }
}
