//! Creating users without passwords, beside the same rows written by a plain loop and the same statements sent by
//! `pgbench`.

use std::sync::Arc;

use anyhow::{Result, bail};

use super::{CreateApiUsers, Fresh, Setup, block_on, median, middle};
use crate::client::Connection;
use crate::load::{self, Figures};
use crate::pgbench::{Came, Limit};
use crate::raw::{Base, Raw};
use crate::report::{Report, millis, per_cent};
use crate::request;
use crate::store::{Engine, Store};

/// At once, in one commit of the plain loop, and clients of `pgbench`.
const MANY: usize = 32;
/// Which part of the rate of `pgbench` is wanted.
const OF_PGBENCH: f64 = 0.45;

/// `POST /restapi/json/v1/user` with 32 connections and with one.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let [file, server] = &setup.engines;
    let (base, _store) = base(setup, file)?;
    let limit = block_on(Limit::of(&setup.server, server))?;
    let (mut on_file, mut on_server) = (OnFile::default(), OnServer::default());
    for _ in 0..setup.runs {
        on_file.raw_many.push(base.run(MANY, setup.time)?);
        on_file.many.push(load(setup, file.store()?, MANY)?);
        on_server.pgbench.push(limit.run(MANY, setup.time)?);
        on_server.many.push(load(setup, limit.store()?, MANY)?);
        on_file.raw_one.push(base.run(1, setup.time)?);
        on_file.one.push(load(setup, file.store()?, 1)?);
        on_server.one.push(load(setup, limit.store()?, 1)?);
    }
    on_file.tell(&base, file.name(), report);
    on_server.tell(&limit, server.name(), report)
}

/// Of each turn.
#[derive(Default)]
struct OnFile {
    raw_many: Vec<Raw>,
    many: Vec<Figures>,
    raw_one: Vec<Raw>,
    one: Vec<Figures>,
}

impl OnFile {
    fn tell(&self, base: &Base, engine: &str, report: &mut Report) {
        let (many, one) = (middle(&self.many), middle(&self.one));
        let limit = median(self.raw_many.iter().map(|raw| raw.rate));
        let commit = median(self.raw_one.iter().map(|raw| raw.p50));
        report.load([engine, "create, 32 connections"], &many);
        report.load([engine, "create, 1 connection"], &one);
        let create = [engine, "create"];
        let figure = format!("{:.0}/s ({})", many.rate, per_cent(many.rate, limit));
        let raw = format!("{limit:.0}/s, {} rows and a search text each, commits of {MANY}", base.rows());
        report.goal(create, figure.clone(), raw, "60 % of the plain loop", many.rate >= 0.6 * limit);
        report.goal(create, figure, "-".into(), "5000/s", many.rate >= 5000.0);
        report.goal(
            [engine, "create, p99"],
            format!("{} ms", millis(many.p99)),
            "-".into(),
            "under 15 ms",
            many.p99 < 15.0,
        );
        report.goal(
            [engine, "create, one connection, p50"],
            format!("{} ms (+{} ms)", millis(one.p50), millis(one.p50 - commit)),
            format!("{} ms, one commit of one user", millis(commit)),
            "the commit and 0.3 ms",
            one.p50 <= commit + 0.3,
        );
        report.note(format!(
            "the plain loop: {:.0} µs of processor time a user in commits of {MANY}; with a commit each {:.0} users/s.",
            median(self.raw_many.iter().map(|raw| raw.cpu_micros)),
            median(self.raw_one.iter().map(|raw| raw.rate)),
        ));
    }
}

/// Of each turn.
#[derive(Default)]
struct OnServer {
    pgbench: Vec<Came>,
    many: Vec<Figures>,
    one: Vec<Figures>,
}

impl OnServer {
    fn tell(&self, limit: &Limit, engine: &str, report: &mut Report) -> Result<()> {
        let many = middle(&self.many);
        report.load([engine, "create, 32 connections"], &many);
        report.load([engine, "create, 1 connection"], &middle(&self.one));
        // Of the same turn: what else runs on the machine slows both.
        let share = median(self.many.iter().zip(&self.pgbench).map(|(many, limit)| many.rate / limit.rate));
        let rate = median(self.pgbench.iter().map(|came| came.rate));
        report.goal(
            [engine, "create"],
            format!("{:.0}/s ({})", many.rate, per_cent(share, 1.0)),
            format!(
                "{rate:.0}/s, pgbench with the same {} statements and {MANY} clients",
                limit.statements()
            ),
            &format!("{} of it", per_cent(OF_PGBENCH, 1.0)),
            share >= OF_PGBENCH,
        );
        let sum = |of: fn(&Came) -> usize| self.pgbench.iter().map(of).sum::<usize>();
        report.note(format!(
            "pgbench, and the creates on {engine} beside it, began with {} users; {} transactions in all runs, {} times \
             one was tried again because another went before, {} were given up.",
            limit.users()?,
            sum(|came| came.done),
            sum(|came| came.retries),
            sum(|came| came.failed),
        ));
        Ok(())
    }
}

fn load(setup: &Setup, store: Store, connections: usize) -> Result<Figures> {
    block_on(async {
        let fresh = Fresh::on(&setup.server, store).await?;
        // The limit's store holds users of the first load.
        let plan = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?, 1);
        load::run(&fresh.server, connections, setup.time, plan).await
    })
}

/// The store of a server in which one user was created as the load does it.
fn base(setup: &Setup, engine: &Engine) -> Result<(Base, Arc<Store>)> {
    let store = block_on(async {
        let fresh = Fresh::start(setup, engine).await?;
        let request = request::pam360_create(&fresh.pam360_token(&setup.server)?);
        let mut connection = Connection::open(fresh.server.address).await?;
        let reply = connection.send(&request).await?;
        if !reply.says("added successfully") {
            bail!("the template user: {}", String::from_utf8_lossy(reply.body));
        }
        drop(connection);
        fresh.stop()
    })?;
    Ok((Base::of(store.folder())?, store))
}
