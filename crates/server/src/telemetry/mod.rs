//! Logs: to standard output, through a thread of their own.

mod panics;
#[cfg(test)]
mod tests;
mod writer;

use std::io;
use std::thread::JoinHandle;

use tracing::Subscriber;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::settings::LogFormat;

pub use panics::log_panics;
use writer::LogWriter;

/// Logging, as long as this lives; dropping it writes what still waits.
#[must_use = "logging ends when it is dropped"]
pub struct Telemetry {
    writer: LogWriter,
    thread: Option<JoinHandle<()>>,
}

/// Starts logging to standard output.
///
/// When whoever reads the log stands still, lines are dropped and counted, and requests go on: the log serves the
/// operator, while what an auditor needs is in the store, with the change itself. A server that waits for its log
/// could be stopped by a full disk of another machine. Fails when the process logs already, or when no thread can be
/// started.
pub fn start(filter: Targets, format: LogFormat) -> anyhow::Result<Telemetry> {
    let writer = LogWriter::default();
    subscriber(filter, format, writer.clone()).try_init()?;
    let lines = writer.clone();
    let thread = std::thread::Builder::new().name("log".to_owned()).spawn(move || lines.run(io::stdout()))?;
    Ok(Telemetry { writer, thread: Some(thread) })
}

impl Telemetry {
    /// Counts lines that were dropped because nobody took them; for the metrics.
    pub fn dropped_lines(&self) -> impl Fn() -> u64 + Clone + Send + Sync + use<> {
        let writer = self.writer.clone();
        move || writer.dropped()
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        self.writer.end();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// One line an event: JSON with its fields side by side, or text without colours.
fn subscriber<W>(filter: Targets, format: LogFormat, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = fmt::layer().with_writer(writer);
    let layer = match format {
        LogFormat::Json => {
            layer.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed()
        }
        LogFormat::Text => layer.with_ansi(false).boxed(),
    };
    tracing_subscriber::registry().with(layer.with_filter(filter))
}
