//! Creating users without passwords, beside the same rows written by a plain loop.

use anyhow::{Result, bail};
use tempfile::TempDir;

use super::{CreateApiUsers, Fresh, Setup, block_on, median, middle};
use crate::client::Connection;
use crate::load::{self, Figures};
use crate::raw::Base;
use crate::report::{Report, millis, per_cent};
use crate::request;

/// At once, and in one commit of the plain loop.
const MANY: usize = 32;

/// `POST /restapi/json/v1/user` with 32 connections and with one.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let (base, _folder) = base(setup)?;
    let (mut raw_many, mut raw_one, mut many, mut one) = (vec![], vec![], vec![], vec![]);
    for _ in 0..setup.runs {
        raw_many.push(base.run(MANY, setup.time)?);
        many.push(load(setup, MANY)?);
        raw_one.push(base.run(1, setup.time)?);
        one.push(load(setup, 1)?);
    }
    let (many, one) = (middle(&many), middle(&one));
    let limit = median(raw_many.iter().map(|raw| raw.rate));
    let commit = median(raw_one.iter().map(|raw| raw.p50));
    report.load("create, 32 connections", &many);
    report.load("create, 1 connection", &one);
    let figure = format!("{:.0}/s ({})", many.rate, per_cent(many.rate, limit));
    let raw = format!("{limit:.0}/s, {} rows and a search text each, commits of {MANY}", base.rows());
    report.goal("create", figure.clone(), raw, "60 % of the plain loop", many.rate >= 0.6 * limit);
    report.goal("create", figure, "-".into(), "5000/s", many.rate >= 5000.0);
    report.goal(
        "create, p99",
        format!("{} ms", millis(many.p99)),
        "-".into(),
        "under 15 ms",
        many.p99 < 15.0,
    );
    report.goal(
        "create, one connection, p50",
        format!("{} ms (+{} ms)", millis(one.p50), millis(one.p50 - commit)),
        format!("{} ms, one commit of one user", millis(commit)),
        "the commit and 0.3 ms",
        one.p50 <= commit + 0.3,
    );
    report.note(format!(
        "the plain loop: {:.0} µs of processor time a user in commits of {MANY}; with a commit each {:.0} users/s.",
        median(raw_many.iter().map(|raw| raw.cpu_micros)),
        median(raw_one.iter().map(|raw| raw.rate)),
    ));
    Ok(())
}

fn load(setup: &Setup, connections: usize) -> Result<Figures> {
    block_on(async {
        let fresh = Fresh::start(&setup.server).await?;
        let plan = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?);
        load::run(&fresh.server, connections, setup.time, plan).await
    })
}

/// The store of a server in which one user was created as the load does it.
fn base(setup: &Setup) -> Result<(Base, TempDir)> {
    let folder = block_on(async {
        let fresh = Fresh::start(&setup.server).await?;
        let request = request::pam360_create(&fresh.pam360_token(&setup.server)?);
        let mut connection = Connection::open(fresh.server.address).await?;
        let reply = connection.send(&request).await?;
        if !reply.says("added successfully") {
            bail!("the template user: {}", String::from_utf8_lossy(reply.body));
        }
        drop(connection);
        fresh.server.stop()?;
        Ok(fresh.folder)
    })?;
    Ok((Base::of(folder.path())?, folder))
}
