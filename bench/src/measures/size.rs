//! Creates and reads with many users, beside the same with ten thousand.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::get::{self, GetUsers};
use super::{CreateApiUsers, Fresh, Setup, block_on, median, middle};
use crate::filled;
use crate::load::{self, Figures};
use crate::report::{Report, per_cent};
use crate::request::{self, Form};
use crate::store::Store;

const CONNECTIONS: usize = 32;
/// The store that a larger one is compared with.
const FEW: usize = 10_000;
/// How long users are created before anything is measured.
const BEGINNING: Duration = Duration::from_secs(10);
/// Which part of the rate with few users is wanted.
const WANTED: f64 = 0.8;
const LOADS: [&str; 2] = ["create", "get, Aria"];

/// `POST /restapi/json/v1/user` and Aria's `GET /api/auth/users/{id}`, 32 connections each.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    ensure!(setup.users >= FEW, "--users: at least {FEW}");
    let few = block_on(filled::stores(setup, FEW))?.map(Arc::new);
    let many = block_on(filled::stores(setup, setup.users))?.map(Arc::new);
    for store in few.iter().chain(&many) {
        block_on(begin(setup, Arc::clone(store)))?;
    }
    let mut turns = setup.engines.each_ref().map(|_| Vec::new());
    for turn in 0..setup.runs {
        for ((few, many), turns) in few.iter().zip(&many).zip(&mut turns) {
            // Creates would soon make many of few; of many they make hardly more.
            let few = block_on(loads(setup, Arc::new(few.copy()?), 0))?;
            let many = block_on(loads(setup, Arc::clone(many), turn))?;
            turns.push([few, many]);
        }
    }
    for (engine, turns) in setup.engines.iter().zip(&turns) {
        tell(setup, engine.name(), turns, report);
    }
    Ok(())
}

/// Creates users for a while: those that the store was filled with have no tokens and no grants, and tables of a page or two
/// are another measure, since all that is written there conflicts on PostgreSQL.
async fn begin(setup: &Setup, store: Arc<Store>) -> Result<()> {
    let fresh = Fresh::on(&setup.server, store).await?;
    let plan = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?, 1);
    load::run(&fresh.server, CONNECTIONS, BEGINNING, plan).await?;
    fresh.stop().map(drop)
}

/// In the order of [`LOADS`].
type Both = [Figures; 2];

async fn loads(setup: &Setup, store: Arc<Store>, turn: usize) -> Result<Both> {
    let fresh = Fresh::on(&setup.server, store).await?;
    let plan = GetUsers {
        form: Form::new(&request::aria_get(&fresh.aria_token().await?), request::ID),
        names: get::names(&fresh.store)?.0,
    };
    let get = get::load(setup, &fresh, plan).await?;
    // The logins of the first two loads are those of the users it was filled with and begun with.
    let plan = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?, u64::try_from(turn)? + 2);
    let create = load::run(&fresh.server, CONNECTIONS, setup.time, plan).await?;
    fresh.stop()?;
    Ok([create, get])
}

fn tell(setup: &Setup, engine: &str, turns: &[[Both; 2]], report: &mut Report) {
    let of = |size: usize, load: usize| -> Vec<Figures> {
        turns.iter().filter_map(|turn| turn.get(size)?.get(load)).cloned().collect()
    };
    for (load, what) in LOADS.iter().enumerate() {
        let [few, many] = [of(0, load), of(1, load)];
        let share = median(many.iter().zip(&few).map(|(many, few)| many.rate / few.rate));
        let [few, many] = [middle(&few), middle(&many)];
        for (users, figures) in [(FEW, &few), (setup.users, &many)] {
            report.load([engine, &format!("{what}, {users} users, {CONNECTIONS} connections")], figures);
        }
        report.goal(
            [engine, &format!("{what}, {} users", setup.users)],
            format!("{:.0}/s ({})", many.rate, per_cent(share, 1.0)),
            format!("{:.0}/s, {FEW} users", few.rate),
            &format!("{} of it", per_cent(WANTED, 1.0)),
            share >= WANTED,
        );
    }
}
