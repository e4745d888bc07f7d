//! From start to ready.

use anyhow::Result;
use tempfile::TempDir;

use super::{Setup, block_on, median};
use crate::child::Server;
use crate::report::{Report, millis};

const TIMES: usize = 10;
const WANTED_MS: f64 = 100.0;

/// With an empty folder (start-up data and the first administrator's hash included) and with its store there.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let [empty, existing] = block_on(async {
        let (mut empty, mut existing) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let folder = TempDir::new()?;
            empty.push(start(setup, &folder).await?);
            existing.push(start(setup, &folder).await?);
        }
        Ok([empty, existing])
    })?;
    for (what, times) in [("start to ready, no store yet", empty), ("start to ready, store there", existing)]
    {
        let longest = times.iter().copied().fold(0.0, f64::max);
        let middle = median(times);
        let figure = format!("{} ms (longest of {TIMES}: {})", millis(middle), millis(longest));
        report.goal(what, figure, "-".into(), "under 100 ms", middle < WANTED_MS);
    }
    Ok(())
}

async fn start(setup: &Setup, folder: &TempDir) -> Result<f64> {
    let server = Server::provisor(&setup.server, folder.path()).await?;
    let ready_after = server.ready_after;
    server.stop()?;
    Ok(ready_after.as_secs_f64() * 1e3)
}
