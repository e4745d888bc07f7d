//! What was said in confidence, what was heard, and what was logged.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use tracing_subscriber::fmt::MakeWriter;

/// Everything that is logged in this process from now on, at every level.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn of_this_process() -> Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let every = tracing_subscriber::filter::LevelFilter::TRACE;
            tracing_subscriber::fmt().with_max_level(every).with_writer(log.clone()).init();
            log
        })
        .clone()
    }

    /// How much was logged so far.
    pub fn length(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// What was logged behind the first so many bytes.
    pub fn behind(&self, length: usize) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()[length..]).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What the clients of a case sent and got.
#[derive(Default)]
pub struct Confidences {
    /// Passwords sent and tokens issued.
    pub secrets: Vec<String>,
    /// Answers, each with the token that it issues.
    pub answers: Vec<(String, Option<String>)>,
}

impl Confidences {
    /// Fails when a secret stands in `text`, whatever its case.
    pub fn assert_absent(&self, text: &str, place: &str) {
        let text = text.to_lowercase();
        for secret in &self.secrets {
            assert!(!text.contains(&secret.to_lowercase()), "a secret stands in {place}");
        }
    }

    /// Fails when a secret stands in an answer that does not issue it.
    pub fn assert_kept(&self) {
        for (answer, issued) in &self.answers {
            let rest = issued.as_ref().map_or_else(|| answer.clone(), |issued| answer.replace(issued, ""));
            self.assert_absent(&rest, "an answer");
        }
    }
}
