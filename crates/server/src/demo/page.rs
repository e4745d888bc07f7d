//! Standard output, as long as somebody reads it.

use std::io::{self, ErrorKind, Write};

/// What is shown. When the reader has gone away the rest is played unseen: how it ends still counts.
pub struct Page {
    out: Box<dyn Write + Send>,
    unseen: bool,
}

impl Page {
    /// On standard output.
    pub fn stdout() -> Self {
        Self::on(io::stdout())
    }

    /// On anything.
    pub fn on(out: impl Write + Send + 'static) -> Self {
        Self { out: Box::new(out), unseen: false }
    }

    /// Shows a text at once.
    pub fn write(&mut self, text: &str) -> io::Result<()> {
        if self.unseen {
            return Ok(());
        }
        match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.unseen = true;
                Ok(())
            }
            written => written,
        }
    }
}
