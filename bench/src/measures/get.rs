//! Reading one user, on SQLite beside an empty handler, on PostgreSQL beside SQLite.

use std::time::Duration;

use anyhow::{Context, Result};
use uuid::Uuid;

use super::{CreateApiUsers, Fresh, Same, Setup, basic, block_on, median, middle};
use crate::child::Server;
use crate::client::{self, Reply};
use crate::load::{self, Figures, Plan};
use crate::report::{Report, per_cent};
use crate::request::{self, Form};
use crate::store::{Engine, Store};

const CONNECTIONS: usize = 32;
/// How long users are created before they are read.
const FILLING: Duration = Duration::from_secs(2);
/// Through which API, and on SQLite which part of the empty handler's rate is wanted.
const WANTED: [(&str, f64); 3] = [("Aria", 0.4), ("OIPA", 0.3), ("Kron", 0.3)];
/// Which part of the rate on SQLite is wanted on PostgreSQL.
const OF_SQLITE: f64 = 0.5;

/// A random user by its id, by its login, by its id again.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let (mut empty, mut turns) = (vec![], vec![]);
    for _ in 0..setup.runs {
        empty.push(block_on(load_empty(setup))?);
        let [file, server] = &setup.engines;
        turns.push([block_on(load_reads(setup, file))?, block_on(load_reads(setup, server))?]);
    }
    report.load(["-", "empty handler, 32 connections"], &middle(&empty));
    let [file, server] = setup.engines.each_ref().map(Engine::name);
    for (place, (api, wanted)) in WANTED.into_iter().enumerate() {
        let of = |engine: usize| -> Vec<Figures> {
            turns.iter().filter_map(|turn| turn.get(engine)?.get(place)).cloned().collect()
        };
        let (on_file, on_server) = (of(0), of(1));
        let what = format!("get, {api}");
        compare(report, [file, &what], &on_file, ("an empty handler", &empty), wanted);
        compare(report, [server, &what], &on_server, ("on SQLite", &on_file), OF_SQLITE);
    }
    Ok(())
}

fn compare(
    report: &mut Report,
    [engine, what]: [&str; 2],
    reads: &[Figures],
    (beside, limits): (&str, &[Figures]),
    wanted: f64,
) {
    // Of the same turn: what else runs on the machine slows both.
    let share = median(reads.iter().zip(limits).map(|(read, limit)| read.rate / limit.rate));
    let read = middle(reads);
    report.load([engine, &format!("{what}, 32 connections")], &read);
    report.goal(
        [engine, what],
        format!("{:.0}/s ({})", read.rate, per_cent(share, 1.0)),
        format!("{:.0}/s, {beside}", middle(limits).rate),
        &format!("{} of it", per_cent(wanted, 1.0)),
        share >= wanted,
    );
}

async fn load_empty(setup: &Setup) -> Result<Figures> {
    let server = Server::empty()?;
    load::run(&server, CONNECTIONS, setup.time, Same { request: request::get("/", &[]), status: 200 }).await
}

/// In the order of [`WANTED`], of one server.
async fn load_reads(setup: &Setup, engine: &Engine) -> Result<[Figures; 3]> {
    let fresh = Fresh::start(setup, engine).await?;
    let filling = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?, 0);
    load::run(&fresh.server, CONNECTIONS, FILLING, filling).await?;
    let (ids, logins) = names(&fresh.store)?;
    let aria = Form::new(&request::aria_get(&fresh.aria_token().await?), request::ID);
    let aria = load(setup, &fresh, GetUsers { form: aria, names: ids.clone() }).await?;
    let oipa = Form::new(&request::oipa_get(&basic()), request::LOGIN);
    let oipa = load(setup, &fresh, GetUsers { form: oipa, names: logins }).await?;
    let kron = Form::new(&request::kron_get(&fresh.kron_token().await?), request::ID);
    let kron = load(setup, &fresh, GetUsers { form: kron, names: ids }).await?;
    Ok([aria, oipa, kron])
}

/// Puts the reads on the server.
pub async fn load(setup: &Setup, fresh: &Fresh, plan: GetUsers) -> Result<Figures> {
    // Alone, so that a password that comes with each call is hashed once and not by all connections at the same time.
    let mut first = Vec::new();
    plan.request(0, 0, &mut first);
    client::Connection::open(fresh.server.address).await?.send(&first).await?.expect(200)?;
    load::run(&fresh.server, CONNECTIONS, setup.time, plan).await
}

/// Ids and logins of all users, from the store itself.
pub fn names(store: &Store) -> Result<(Vec<String>, Vec<String>)> {
    let rows = store.rows("SELECT user_id, login FROM users")?;
    let names = rows.into_iter().map(|row| {
        let [id, login] = <[String; 2]>::try_from(row).ok().context("an id and a login")?;
        let id = Uuid::try_parse(id.trim_start_matches("\\x"))?;
        Ok((id.to_string(), login))
    });
    names.collect()
}

/// Users by these names, in no order.
pub struct GetUsers {
    /// The request.
    pub form: Form,
    /// What is put into it.
    pub names: Vec<String>,
}

impl Plan for GetUsers {
    fn request(&self, worker: usize, turn: u64, into: &mut Vec<u8>) {
        // Any order that is not the order of the keys.
        let turn = usize::try_from(turn).unwrap_or_default();
        let place = (turn * CONNECTIONS + worker).wrapping_mul(7919) % self.names.len().max(1);
        self.form.fill(self.names.get(place).map_or("", String::as_str), into);
    }

    fn right(&self, reply: &Reply<'_>) -> bool {
        reply.status == 200
    }
}
