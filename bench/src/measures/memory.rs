//! Memory at rest, while hashing, while creating.

use std::time::Duration;

use anyhow::Result;

use super::passwords::{CreateUsers, cores};
use super::{CreateApiUsers, Fresh, Setup, block_on};
use crate::child::Server;
use crate::load::{self, count};
use crate::report::Report;
use crate::request::{self, Form};
use crate::store::Engine;

/// From the last hash to the look at the memory.
const REST: Duration = Duration::from_secs(30);
const BASE_MB: f64 = 25.0;
const HASH_THREAD_MB: f64 = 20.0;

/// Resident memory of the server, on SQLite.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let [engine, _] = &setup.engines;
    let working = BASE_MB + HASH_THREAD_MB * count(cores());
    let [idle, hashing, after, creating, last] = block_on(look(setup, engine))?;
    let mut goal = |what, figure: f64, wanted: f64| {
        let text = format!("under {wanted:.0} MB");
        report.goal([engine.name(), what], format!("{figure:.1} MB"), "-".into(), &text, figure < wanted);
    };
    goal("memory, fresh, 30 s after the first start's hash", idle, BASE_MB);
    goal("memory while hashing, peak", hashing, working);
    goal("memory, 30 s after the last hash", after, BASE_MB);
    goal("memory while creating without passwords, peak", creating, working);
    goal("memory, 30 s after those creates", last, BASE_MB);
    Ok(())
}

async fn look(setup: &Setup, engine: &Engine) -> Result<[f64; 5]> {
    let fresh = Fresh::start(setup, engine).await?;
    let idle = rested(&fresh.server).await?;
    let form = Form::new(&request::aria_create(&fresh.aria_token().await?), request::LOGIN);
    let hashing = load::run(&fresh.server, 16, setup.time, CreateUsers(form)).await?.peak;
    let after = rested(&fresh.server).await?;
    drop(fresh);
    let fresh = Fresh::start(setup, engine).await?;
    let plan = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?, 0);
    let creating = load::run(&fresh.server, 32, setup.time, plan).await?.peak;
    Ok([idle, hashing, after, creating, rested(&fresh.server).await?])
}

async fn rested(server: &Server) -> Result<f64> {
    tokio::time::sleep(REST).await;
    Ok(server.memory()?.now)
}
