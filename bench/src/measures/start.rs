//! From start to ready.

use anyhow::Result;

use super::{Setup, block_on, median};
use crate::child::Server;
use crate::report::{Report, millis};
use crate::store::{Engine, Store};

const TIMES: usize = 10;
const WANTED_MS: f64 = 100.0;

/// With an empty store (start-up data and the first administrator's hash included) and with its store there.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let [file, server] = &setup.engines;
    for (what, times) in block_on(starts(setup, file))? {
        let longest = times.iter().copied().fold(0.0, f64::max);
        let middle = median(times);
        let figure = format!("{} ms (longest of {TIMES}: {})", millis(middle), millis(longest));
        report.goal([file.name(), what], figure, "-".into(), "under 100 ms", middle < WANTED_MS);
    }
    for (what, times) in block_on(starts(setup, server))? {
        report.note(format!("{what}, on {}: {} ms.", server.name(), millis(median(times))));
    }
    Ok(())
}

async fn starts(setup: &Setup, engine: &Engine) -> Result<[(&'static str, Vec<f64>); 2]> {
    let (mut empty, mut existing) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let store = engine.store()?;
        empty.push(start(setup, &store).await?);
        existing.push(start(setup, &store).await?);
    }
    Ok([("start to ready, no store yet", empty), ("start to ready, store there", existing)])
}

async fn start(setup: &Setup, store: &Store) -> Result<f64> {
    let server = Server::provisor(&setup.server, store).await?;
    let ready_after = server.ready_after;
    server.stop()?;
    Ok(ready_after.as_secs_f64() * 1e3)
}
