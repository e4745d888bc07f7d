//! Log lines on their way to the thread that writes them.
//!
//! Lines are gathered in one buffer, and the thread takes all of them at a time: waking it for each line would cost a
//! request more than all else that its line costs.

use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// The most bytes that wait; further lines are dropped.
const MOST_BYTES: usize = 16 << 20;
/// How long the thread gathers lines before it writes them.
const GATHER: Duration = Duration::from_millis(20);

/// The lines that wait. Clones share them.
#[derive(Clone, Default)]
pub(super) struct LogWriter(Arc<Shared>);

#[derive(Default)]
struct Shared {
    lines: Mutex<Lines>,
    waiting: Condvar,
}

#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    dropped: u64,
    ended: bool,
}

impl LogWriter {
    /// Lines that were dropped because too many waited.
    pub fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    /// Tells the thread to write what waits and end.
    pub fn end(&self) {
        self.lock().ended = true;
        self.0.waiting.notify_all();
    }

    /// Writes lines to `out` until told to end. A reader that has gone away loses them.
    pub fn run(&self, mut out: impl Write) {
        let mut taken = Vec::new();
        loop {
            let ended = self.take(&mut taken);
            drop(out.write_all(&taken).and_then(|()| out.flush()));
            taken.clear();
            if ended {
                return;
            }
        }
    }

    /// Waits for lines, gathers for a moment, and takes all; true when they are the last.
    fn take(&self, taken: &mut Vec<u8>) -> bool {
        let mut lines = self.lock();
        while lines.bytes.is_empty() && !lines.ended {
            lines = self.0.waiting.wait(lines).unwrap_or_else(PoisonError::into_inner);
        }
        if !lines.ended {
            let gathered = self.0.waiting.wait_timeout_while(lines, GATHER, |lines| !lines.ended);
            lines = gathered.unwrap_or_else(PoisonError::into_inner).0;
        }
        mem::swap(&mut lines.bytes, taken);
        lines.ended
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One event is one write.
impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut lines = self.lock();
        if lines.bytes.len() + line.len() > MOST_BYTES {
            lines.dropped += 1;
            return Ok(line.len());
        }
        let first = lines.bytes.is_empty();
        lines.bytes.extend_from_slice(line);
        drop(lines);
        if first {
            self.0.waiting.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for LogWriter {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_written_in_its_order_before_the_end() {
        let writer = LogWriter::default();
        let lines = writer.clone();
        let thread = std::thread::spawn(move || {
            let mut out = Vec::new();
            lines.run(&mut out);
            out
        });
        let mut expected = String::new();
        for n in 0..1_000 {
            let line = format!("{n}\n");
            writer.clone().write_all(line.as_bytes()).unwrap();
            expected += &line;
        }
        writer.end();
        assert_eq!(thread.join().unwrap(), expected.into_bytes());
    }

    #[test]
    fn lines_that_nobody_takes_are_dropped_and_counted() {
        let mut writer = LogWriter::default();
        let line = vec![b'x'; MOST_BYTES / 2];
        for _ in 0..3 {
            writer.write_all(&line).unwrap();
        }
        assert_eq!((writer.dropped(), writer.lock().bytes.len()), (1, MOST_BYTES));
    }
}
