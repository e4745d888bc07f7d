//! Sign-ins while a thousand users with passwords are created at once.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, Result};

use super::passwords::{cores, hashes_in_a_second};
use super::{Fresh, Setup, basic, block_on};
use crate::child::ADMIN_PASSWORD;
use crate::client::Connection;
use crate::load::{count, part};
use crate::raw::name;
use crate::report::{Report, millis};
use crate::request;
use crate::store::{Engine, Store};

const USERS: usize = 1000;
/// A new sign-in must not wait for more hashes than this.
const MOST_HASHES: f64 = 4.0;
/// Commits in a second besides the sign-ins and the users: numbers that are leased, changes that are numbered, what is tidied.
const OTHER_COMMITS: f64 = 5.0;

/// The time of each sign-in during the bulk create, what the bulk create took, and that it was one commit.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    for engine in &setup.engines {
        // Before and after: a bulk create lasts long enough for the machine to become another.
        let before = hashes_in_a_second(cores(), setup.time)?;
        let seen = block_on(sign_ins_during_a_bulk(setup, engine))?;
        let limit = f64::midpoint(before, hashes_in_a_second(cores(), setup.time)?);
        tell(engine.name(), &seen, limit, report)?;
    }
    Ok(())
}

fn tell(engine: &str, seen: &Seen, limit: f64, report: &mut Report) -> Result<()> {
    let hash = count(cores()) * 1e3 / limit;
    let (sign_ins, longest) = (seen.micros.len(), part(&seen.micros, 100));
    report.goal(
        [engine, "sign-in during a bulk create of 1,000, longest"],
        format!("{} ms ({:.1} hashes)", millis(longest), longest / hash),
        format!("{} ms, one hash with all cores busy", millis(hash)),
        "four hashes",
        longest <= MOST_HASHES * hash,
    );
    let Created { users, requests, instants } = seen.created;
    let most = count(seen.sign_ins + 1) + OTHER_COMMITS * (1.0 + seen.took);
    report.goal(
        [engine, "bulk create of 1,000, commits"],
        format!("{users} users of {requests} request at {instants} instant"),
        format!("{} commits with {} sign-ins", seen.commits, seen.sign_ins),
        "one commit",
        (users, requests, instants) == (USERS, 1, 1) && count(usize::try_from(seen.commits)?) <= most,
    );
    let [median, p99] = [50, 99].map(|per_cent| part(&seen.micros, per_cent));
    report.note(format!(
        "sign-in during a bulk create on {engine}: median {} ms ({:.1} hashes), p99 {} ms ({:.1} hashes), {sign_ins} sign-ins, the \
         longest asked after {:.1} s; the bulk create of 1,000 took {:.1} s, {:.0} % of the hashes' own time with those \
         sign-ins.",
        millis(median),
        median / hash,
        millis(p99),
        p99 / hash,
        seen.longest_at,
        seen.took,
        100.0 * seen.took * limit / count(USERS + sign_ins),
    ));
    Ok(())
}

/// What a bulk create came to.
struct Seen {
    /// Of each sign-in but the first, sorted.
    micros: Vec<u32>,
    /// Seconds from the start until the one that took longest was asked.
    longest_at: f64,
    /// All of them.
    sign_ins: usize,
    /// Seconds until the bulk create was answered.
    took: f64,
    /// Of the store meanwhile.
    commits: u64,
    created: Created,
}

async fn sign_ins_during_a_bulk(setup: &Setup, engine: &Engine) -> Result<Seen> {
    let fresh = Fresh::start(setup, engine).await?;
    let address = fresh.server.address;
    let mut connection = Connection::open(address).await?;
    let sign_in = request::aria_acquire("admin", ADMIN_PASSWORD);
    let before = commits(&mut connection).await?;
    let bulk = tokio::spawn(create(address));
    let begun = Instant::now();
    let mut sign_ins = Vec::new();
    while !bulk.is_finished() {
        let asked = Instant::now();
        connection.send(&sign_in).await?.expect(200)?;
        sign_ins.push((asked.elapsed(), asked - begun));
    }
    let took = bulk.await??;
    let commits = commits(&mut connection).await? - before;
    let created = created(&fresh.store)?;
    // The first may have been asked before the bulk create had come to its hashes.
    let mut during = sign_ins.split_off(1.min(sign_ins.len()));
    during.sort_unstable();
    let longest_at = during.last().map_or(f64::NAN, |(_, asked)| asked.as_secs_f64());
    let micros: Vec<u32> =
        during.iter().map(|(took, _)| u32::try_from(took.as_micros()).unwrap_or(u32::MAX)).collect();
    Ok(Seen { sign_ins: micros.len() + sign_ins.len(), micros, longest_at, took, commits, created })
}

/// Creates them with one request and says how many seconds it took.
async fn create(address: SocketAddr) -> Result<f64> {
    let logins: Vec<String> = (0..USERS).map(name).collect();
    let request = request::oipa_create(&basic(), logins.iter().map(String::as_str));
    let mut connection = Connection::open(address).await?;
    let asked = Instant::now();
    connection.send(&request).await?.expect(201)?;
    Ok(asked.elapsed().as_secs_f64())
}

/// Commits of the server's store so far.
async fn commits(connection: &mut Connection) -> Result<u64> {
    let reply = connection.send(&request::get("/metrics", &[])).await?.expect(200)?;
    let text = String::from_utf8_lossy(reply.body);
    let line = text.lines().find_map(|line| line.strip_prefix("provisor_store_commits_total "));
    Ok(line.context("no count of commits in /metrics")?.trim().parse()?)
}

/// What the audit says of the users that were made.
struct Created {
    users: usize,
    /// In how many requests.
    requests: usize,
    /// At how many instants: each transaction reads the clock once.
    instants: usize,
}

fn created(store: &Store) -> Result<Created> {
    let count = |what: &str| {
        let of = "FROM audit_events WHERE event = 'user.created' AND via = 'oipa'";
        store.number(&format!("SELECT count({what}) {of}"))
    };
    Ok(Created {
        users: count("*")?,
        requests: count("DISTINCT request_id")?,
        instants: count("DISTINCT at")?,
    })
}
