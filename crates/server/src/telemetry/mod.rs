//! Logs: to standard output, through a thread of their own.

mod panics;
#[cfg(test)]
mod tests;

use std::io;

use tracing::Subscriber;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::settings::LogFormat;

pub use panics::log_panics;

/// Lines that may wait for the writing thread.
const WAITING_LINES: usize = 65_536;

/// Logging, as long as this lives; dropping it writes what still waits.
#[must_use = "logging ends when it is dropped"]
pub struct Telemetry {
    dropped: ErrorCounter,
    _writer: WorkerGuard,
}

/// Starts logging to standard output.
///
/// When whoever reads the log stands still, lines are dropped and counted, and requests go on: the log serves the
/// operator, while what an auditor needs is in the store, with the change itself. A server that waits for its log
/// could be stopped by a full disk of another machine. Fails when the process logs already.
pub fn start(filter: Targets, format: LogFormat) -> Result<Telemetry, TryInitError> {
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(WAITING_LINES)
        .thread_name("log")
        .finish(io::stdout());
    let dropped = writer.error_counter();
    subscriber(filter, format, writer).try_init()?;
    Ok(Telemetry { dropped, _writer: guard })
}

impl Telemetry {
    /// Counts lines that were dropped because nobody took them; for the metrics.
    pub fn dropped_lines(&self) -> impl Fn() -> u64 + Clone + Send + Sync + use<> {
        let dropped = self.dropped.clone();
        move || u64::try_from(dropped.dropped_lines()).unwrap_or(u64::MAX)
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
