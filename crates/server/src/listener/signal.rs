//! When the operator wants the server to stop.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Comes back at the first SIGTERM or SIGINT. Call it once, before serving: from the call on, those no longer kill
/// the process.
pub fn terminated() -> io::Result<impl Future<Output = ()>> {
    let mut term = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
