//! Reading one user by id, beside an empty handler.

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags};

use super::{CreateApiUsers, Fresh, Same, Setup, block_on, middle};
use crate::child::Server;
use crate::client::Reply;
use crate::load::{self, Figures, Plan};
use crate::raw::STORE;
use crate::report::{Report, per_cent};
use crate::request::{self, Form};
use std::path::Path;
use std::time::Duration;

const CONNECTIONS: usize = 32;
/// How long users are created before they are read.
const FILLING: Duration = Duration::from_secs(2);

/// `GET /suite-api/api/auth/users/{id}` of a random user.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let (mut empty, mut get) = (vec![], vec![]);
    for _ in 0..setup.runs {
        empty.push(block_on(load_empty(setup))?);
        get.push(block_on(load_get(setup))?);
    }
    let (empty, get) = (middle(&empty), middle(&get));
    report.load("empty handler, 32 connections", &empty);
    report.load("get, 32 connections", &get);
    report.goal(
        "get",
        format!("{:.0}/s ({})", get.rate, per_cent(get.rate, empty.rate)),
        format!("{:.0}/s, an empty handler", empty.rate),
        "40 % of it",
        get.rate >= 0.4 * empty.rate,
    );
    Ok(())
}

async fn load_empty(setup: &Setup) -> Result<Figures> {
    let server = Server::empty()?;
    load::run(&server, CONNECTIONS, setup.time, Same { request: request::get("/", &[]), status: 200 }).await
}

async fn load_get(setup: &Setup) -> Result<Figures> {
    let fresh = Fresh::start(&setup.server).await?;
    let filling = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?);
    load::run(&fresh.server, CONNECTIONS, FILLING, filling).await?;
    let form = Form::new(&request::aria_get(&fresh.aria_token().await?), request::ID);
    let plan = GetUsers { form, ids: ids(&fresh.folder.path().join(STORE))? };
    load::run(&fresh.server, CONNECTIONS, setup.time, plan).await
}

/// Ids of all users, from the store itself.
fn ids(store: &Path) -> Result<Vec<String>> {
    let store = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = store.prepare("SELECT lower(hex(user_id)) FROM users")?;
    let ids = statement.query_map([], |row| row.get::<_, String>(0))?;
    ids.map(|id| dashed(&id?).context("an id of another length")).collect()
}

fn dashed(hex: &str) -> Option<String> {
    let parts = [hex.get(..8)?, hex.get(8..12)?, hex.get(12..16)?, hex.get(16..20)?, hex.get(20..32)?];
    Some(parts.join("-"))
}

struct GetUsers {
    form: Form,
    ids: Vec<String>,
}

impl Plan for GetUsers {
    fn request(&self, worker: usize, turn: u64, into: &mut Vec<u8>) {
        // Any order that is not the order of the keys.
        let turn = usize::try_from(turn).unwrap_or_default();
        let place = (turn * CONNECTIONS + worker).wrapping_mul(7919) % self.ids.len().max(1);
        self.form.fill(self.ids.get(place).map_or("", String::as_str), into);
    }

    fn right(&self, reply: &Reply<'_>) -> bool {
        reply.status == 200
    }
}
