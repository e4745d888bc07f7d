//! A large group that is brought along from a directory server, and what others notice of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use ldap::{Kind, Names, Secret, Security, Source, Times};
use serde_json::{Value, json};

use super::{CreateApiUsers, Fresh, Setup, block_on, median};
use crate::client::Connection;
use crate::load::Plan;
use crate::report::{Report, millis};
use crate::request;
use crate::slapd::{self, BASE, READER, Slapd};
use crate::store::Engine;

/// Members of the group.
const MEMBERS: usize = 50_000;
/// How long another write may take beside it, in milliseconds.
const WAIT: f64 = 100.0;
/// What a synchronisation may take in times of what the directory server takes to tell.
const FACTOR: f64 = 2.0;

/// `PUT /suite-api/api/auth/sources/{id}/usergroups/synchronize` of a group of fifty thousand.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let slapd = Slapd::start(MEMBERS)?;
    for engine in &setup.engines {
        let told = block_on(asked(&slapd))?;
        let [fresh, known] = block_on(look(setup, engine, &slapd))?;
        tell(engine.name(), told, &fresh, &known, report);
    }
    Ok(())
}

fn tell(engine: &str, told: f64, fresh: &Run, known: &Run, report: &mut Report) {
    report.goal(
        [engine, &format!("a group of {MEMBERS} users who are here")],
        format!("{:.1} s ({:.2} times)", known.seconds, known.seconds / told),
        format!("{told:.1} s, the directory server alone"),
        "within a factor of two",
        known.seconds <= FACTOR * told,
    );
    report.goal(
        [engine, "creates beside it, the longest"],
        format!("{} ms", millis(known.longest)),
        format!("{} ms, the median", millis(known.median)),
        "100 ms",
        known.longest <= WAIT,
    );
    report.note(format!(
        "synchronising on {engine}: {MEMBERS} members who are no users yet take {:.1} s; creates beside it {} ms at the median, \
         {} ms at most.",
        fresh.seconds,
        millis(fresh.median),
        millis(fresh.longest),
    ));
}

/// How long the directory server takes to tell the members, in seconds.
async fn asked(slapd: &Slapd) -> Result<f64> {
    let [reader, password] = READER;
    let source = Source {
        kind: Kind::OpenLdap,
        hosts: vec!["127.0.0.1".to_owned()],
        port: slapd.port,
        security: Security::None,
        base_dn: BASE.to_owned(),
        bind_dn: reader.to_owned(),
        bind_secret: Secret::new(password.to_owned()),
        names: Names::usual(Kind::OpenLdap),
        users: None,
        groups: None,
        times: Times { whole: Duration::from_mins(5), ..Times::default() },
    };
    let mut took = Vec::new();
    for _ in 0..3 {
        let asked = Instant::now();
        let found = source.members_of(&slapd::group(0), 2 * MEMBERS).await?;
        ensure!(found.is_some_and(|found| found.people.len() == MEMBERS), "not all members");
        took.push(asked.elapsed().as_secs_f64());
    }
    Ok(median(took))
}

/// One synchronisation.
struct Run {
    seconds: f64,
    /// Of creates beside it, in milliseconds.
    median: f64,
    longest: f64,
}

/// With users who are not there yet, and, for another group of the same, with users who are.
async fn look(setup: &Setup, engine: &Engine, slapd: &Slapd) -> Result<[Run; 2]> {
    let fresh = Fresh::start(setup, engine).await?;
    let token = fresh.aria_token().await?;
    let mut aria = Aria { connection: Connection::open(fresh.server.address).await?, token };
    let [reader, password] = READER;
    let property = |name: &str, value: &str| json!({"name": name, "value": value});
    let source = json!({
        "name": "corp", "sourceType": {"id": "OPEN_LDAP", "name": "OPEN_LDAP"},
        "property": [
            property("display-name", "corp"), property("host", "127.0.0.1"),
            property("port", &slapd.port.to_string()), property("use-ssl", "false"),
            property("base-domain", BASE), property("user-name", reader), property("password", password),
            property("common-name", "uid"),
        ],
    });
    let source = id(&aria.send("POST", "/sources", Some(&source), 201).await?)?;
    let mut runs = Vec::new();
    for number in 0..2 {
        let group = json!({"name": slapd::group(number), "authSourceId": source});
        let group = id(&aria.send("POST", "/usergroups", Some(&group), 201).await?)?;
        runs.push(synchronized(setup, &fresh, &mut aria, &source, number).await?);
        let stands = aria.send("GET", &format!("/usergroups/{group}?_no_links=true"), None, 200).await?;
        let members = stands.get("userIds").and_then(Value::as_array).map(Vec::len);
        ensure!(members == Some(MEMBERS), "{members:?} are members");
        aria.send("DELETE", &format!("/usergroups/{group}"), None, 204).await?;
    }
    runs.try_into().map_err(|_| anyhow::anyhow!("two runs"))
}

async fn synchronized(
    setup: &Setup,
    fresh: &Fresh,
    aria: &mut Aria,
    source: &str,
    load: usize,
) -> Result<Run> {
    let token = fresh.pam360_token(&setup.server)?;
    let over = Arc::new(AtomicBool::new(false));
    let plan = CreateApiUsers::new(&token, 20 + u64::try_from(load)?);
    let others = tokio::spawn(create_until(fresh.server.address, plan, Arc::clone(&over)));
    let begun = Instant::now();
    aria.send("PUT", &format!("/sources/{source}/usergroups/synchronize"), None, 200).await?;
    let seconds = begun.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    let took = others.await??;
    let longest = took.iter().copied().fold(f64::NAN, f64::max);
    Ok(Run { seconds, median: median(took), longest })
}

/// Creates one user after the other; how long each took, in milliseconds.
async fn create_until(
    address: std::net::SocketAddr,
    plan: CreateApiUsers,
    over: Arc<AtomicBool>,
) -> Result<Vec<f64>> {
    let mut connection = Connection::open(address).await?;
    let (mut request, mut took) = (Vec::new(), Vec::new());
    for turn in 0.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        plan.request(0, turn, &mut request);
        let sent = Instant::now();
        let reply = connection.send(&request).await?;
        took.push(sent.elapsed().as_secs_f64() * 1e3);
        ensure!(plan.right(&reply), "{}", String::from_utf8_lossy(reply.body));
    }
    Ok(took)
}

fn id(answer: &Value) -> Result<String> {
    let id = answer.get("id").and_then(Value::as_str);
    Ok(id.context("no id")?.to_owned())
}

/// Calls of Aria's API.
struct Aria {
    connection: Connection,
    token: String,
}

impl Aria {
    async fn send(&mut self, method: &str, path: &str, body: Option<&Value>, status: u16) -> Result<Value> {
        let authorization = format!("OpsToken {}", self.token);
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/json"),
            ("authorization", authorization.as_str()),
        ];
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = request::of(method, &format!("/suite-api/api/auth{path}"), &headers, &body);
        let reply = self.connection.send(&request).await?.expect(status)?;
        Ok(serde_json::from_slice(reply.body).unwrap_or(Value::Null))
    }
}
