//! Ctrl-C and SIGTERM while a command works: the work ends at the next good moment and leaves nothing behind.

use anyhow::{Result, bail};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::listener::terminated;

/// Listens from its making on. A second signal ends the process at once.
pub(super) struct Stop {
    runtime: Runtime,
    told: watch::Receiver<bool>,
}

/// How a process ends that a signal has ended.
const ENDED_BY_SIGNAL: i32 = 130;

impl Stop {
    pub fn listen() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (tell, told) = watch::channel(false);
        let first = {
            let _inside = runtime.enter();
            terminated()?
        };
        runtime.spawn(async move {
            first.await;
            tell.send_replace(true);
            if let Ok(second) = terminated() {
                second.await;
                std::process::exit(ENDED_BY_SIGNAL);
            }
        });
        Ok(Self { runtime, told })
    }

    pub fn is_told(&self) -> bool {
        *self.told.borrow()
    }

    /// Waits for `work`, or for a signal.
    pub fn unless<T>(&mut self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let Self { runtime, told } = self;
        runtime.block_on(async {
            tokio::select! {
                end = work => end,
                _ = told.wait_for(|told| *told) => bail!("stopped; nothing was kept"),
            }
        })
    }
}
