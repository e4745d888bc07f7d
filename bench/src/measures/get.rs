//! Reading one user, beside an empty handler.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use super::{CreateApiUsers, Fresh, Same, Setup, basic, block_on, median, middle};
use crate::child::Server;
use crate::client::{self, Reply};
use crate::load::{self, Figures, Plan};
use crate::raw::STORE;
use crate::report::{Report, per_cent};
use crate::request::{self, Form};

const CONNECTIONS: usize = 32;
/// How long users are created before they are read.
const FILLING: Duration = Duration::from_secs(2);
/// Through which API, and which part of the empty handler's rate is wanted.
const WANTED: [(&str, f64); 3] = [("Aria", 0.4), ("OIPA", 0.3), ("Kron", 0.3)];

/// A random user by its id, by its login, by its id again.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let (mut empty, mut reads) = (vec![], [vec![], vec![], vec![]]);
    for _ in 0..setup.runs {
        empty.push(block_on(load_empty(setup))?);
        for (all, one) in reads.iter_mut().zip(block_on(load_reads(setup))?) {
            all.push(one);
        }
    }
    let limit = middle(&empty);
    report.load("empty handler, 32 connections", &limit);
    for (runs, (api, wanted)) in reads.iter().zip(WANTED) {
        // Of the same turn: what else runs on the machine slows both.
        let share = median(runs.iter().zip(&empty).map(|(read, empty)| read.rate / empty.rate));
        let read = middle(runs);
        report.load(&format!("get, {api}, 32 connections"), &read);
        report.goal(
            &format!("get, {api}"),
            format!("{:.0}/s ({})", read.rate, per_cent(share, 1.0)),
            format!("{:.0}/s, an empty handler", limit.rate),
            &format!("{} of it", per_cent(wanted, 1.0)),
            share >= wanted,
        );
    }
    Ok(())
}

async fn load_empty(setup: &Setup) -> Result<Figures> {
    let server = Server::empty()?;
    load::run(&server, CONNECTIONS, setup.time, Same { request: request::get("/", &[]), status: 200 }).await
}

/// In the order of [`WANTED`], of one server.
async fn load_reads(setup: &Setup) -> Result<[Figures; 3]> {
    let fresh = Fresh::start(&setup.server).await?;
    let filling = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?);
    load::run(&fresh.server, CONNECTIONS, FILLING, filling).await?;
    let (ids, logins) = names(&fresh.folder.path().join(STORE))?;
    let aria = Form::new(&request::aria_get(&fresh.aria_token().await?), request::ID);
    let aria = load(setup, &fresh, GetUsers { form: aria, names: ids.clone() }).await?;
    let oipa = Form::new(&request::oipa_get(&basic()), request::LOGIN);
    let oipa = load(setup, &fresh, GetUsers { form: oipa, names: logins }).await?;
    let kron = Form::new(&request::kron_get(&fresh.kron_token().await?), request::ID);
    let kron = load(setup, &fresh, GetUsers { form: kron, names: ids }).await?;
    Ok([aria, oipa, kron])
}

async fn load(setup: &Setup, fresh: &Fresh, plan: GetUsers) -> Result<Figures> {
    // Alone, so that a password that comes with each call is hashed once and not by all connections at the same time.
    let mut first = Vec::new();
    plan.request(0, 0, &mut first);
    client::Connection::open(fresh.server.address).await?.send(&first).await?.expect(200)?;
    load::run(&fresh.server, CONNECTIONS, setup.time, plan).await
}

/// Ids and logins of all users, from the store itself.
fn names(store: &Path) -> Result<(Vec<String>, Vec<String>)> {
    let store = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = store.prepare("SELECT user_id, login FROM users")?;
    let rows = statement.query_map([], |row| {
        let id: [u8; 16] = row.get(0)?;
        Ok((Uuid::from_bytes(id).to_string(), row.get(1)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

struct GetUsers {
    form: Form,
    names: Vec<String>,
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
