//! Aria's list of all users, which has no pages: how soon it begins, what it takes, and what slow readers of it do to others.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Notify;

use super::get::{GetUsers, load, names};
use super::{CreateApiUsers, Fresh, Setup, block_on, median};
use crate::child::Server;
use crate::client::Connection;
use crate::load;
use crate::raw::name;
use crate::report::{Report, millis, per_cent};
use crate::request::{self, Form};
use crate::store::Store;
use crate::{filled, process};

/// Users in the store, and in the smaller one that filters are compared with.
const MANY: usize = 100_000;
const FEW: usize = 10_000;
/// How soon a list is to begin, in milliseconds.
const BEGINS: f64 = 50.0;
/// How often a list or a filter is asked for.
const TIMES: usize = 100;
/// Readers that take a byte a second.
const SLOW: usize = 50;
/// What is left to others beside them.
const LEFT: f64 = 0.9;
/// How much longer a filter may take with ten times as many users.
const FACTOR: f64 = 2.0;
/// How long it may take to fill the buffers of all slow readers.
const PATIENCE: Duration = Duration::from_mins(3);
/// The most that the log of an SQLite store may grow to, in MB: twice its limit.
const LOG_MB: f64 = 134.2;

/// `GET /suite-api/api/auth/users` of a hundred thousand users.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let few = block_on(filled::stores(setup, FEW))?;
    let many = block_on(filled::stores(setup, MANY))?;
    for ((engine, few), many) in setup.engines.iter().zip(few).zip(many) {
        block_on(look(setup, engine.name(), few, many, report))?;
    }
    Ok(())
}

async fn look(setup: &Setup, engine: &str, few: Store, many: Store, report: &mut Report) -> Result<()> {
    let few = Fresh::on(&setup.server, few).await?;
    let many = Fresh::on(&setup.server, many).await?;
    begins(engine, &many, report).await?;
    filters(engine, &few, &many, report).await?;
    drop(few);
    beside_slow_readers(setup, engine, &many, report).await
}

/// How soon the first byte comes, and the last; and what memory that took.
async fn begins(engine: &str, fresh: &Fresh, report: &mut Report) -> Result<()> {
    let request = list(&fresh.aria_token().await?, "");
    let (mut first, mut last, mut bytes) = (vec![], vec![], 0);
    let before = fresh.server.memory()?.now;
    process::forget_peak(fresh.server.pid())?;
    for _ in 0..10 {
        let mut stream = TcpStream::connect(fresh.server.address).await?;
        let sent = Instant::now();
        stream.write_all(&request).await?;
        let mut part = vec![0; 1 << 16];
        bytes = stream.read(&mut part).await?;
        first.push(sent.elapsed().as_secs_f64() * 1e3);
        while !part.ends_with(b"\r\n0\r\n\r\n") {
            let read = stream.read_buf(&mut part).await?;
            ensure!(read > 0, "the list ends early");
            bytes += read;
            // Only its end is looked at.
            part.drain(..part.len().saturating_sub(16));
        }
        last.push(sent.elapsed().as_secs_f64() * 1e3);
    }
    let (first, last, took) = (median(first), median(last), fresh.server.memory()?.peak - before);
    report.goal(
        [engine, &format!("whole list of {MANY} users, begins after")],
        format!("{} ms", millis(first)),
        format!("{} ms, its end", millis(last)),
        "50 ms",
        first <= BEGINS,
    );
    let megabytes = load::count(bytes) / 1e6;
    report.note(format!(
        "the whole list on {engine}: {megabytes:.1} MB; the server's memory rose by {took:.1} MB at most."
    ));
    Ok(())
}

/// Each filter with many users, beside the same with few.
async fn filters(engine: &str, few: &Fresh, many: &Fresh, report: &mut Report) -> Result<()> {
    let ids = [one_id(few)?, one_id(many)?];
    let login = |users: usize| name(users / 2);
    let part = |users: usize| login(users).trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
    let queries = |fresh: usize, users: usize| {
        let id = ids.get(fresh).cloned().unwrap_or_default();
        [
            ("id", format!("?id={id}")),
            ("whole name", format!("?username={}", login(users))),
            ("part of a name", format!("?username={}", part(users))),
            ("role", "?roleName=Administrator".to_owned()),
        ]
    };
    let tokens = [few.aria_token().await?, many.aria_token().await?];
    let [of_few, of_many] = &tokens;
    for ((what, at_few), (_, at_many)) in queries(0, FEW).into_iter().zip(queries(1, MANY)) {
        let mut connections =
            [Connection::open(few.server.address).await?, Connection::open(many.server.address).await?];
        let requests = [list(of_few, &at_few), list(of_many, &at_many)];
        let mut took = [vec![], vec![]];
        for turn in 0..=TIMES {
            for ((connection, request), took) in connections.iter_mut().zip(&requests).zip(&mut took) {
                let asked = Instant::now();
                let reply = connection.send(request).await?.expect(200)?;
                ensure!(reply.says("\"username\""), "{what}: nobody is found");
                // The first time all is read from the disk.
                if turn > 0 {
                    took.push(asked.elapsed().as_secs_f64() * 1e3);
                }
            }
        }
        let [few, many] = took.map(median);
        report.goal(
            [engine, &format!("users by {what}, of {MANY}")],
            format!("{} ms ({:.2} times)", millis(many), many / few),
            format!("{} ms, of {FEW}", millis(few)),
            "within a factor of two",
            many <= FACTOR * few,
        );
    }
    Ok(())
}

fn one_id(fresh: &Fresh) -> Result<String> {
    let (ids, _) = names(&fresh.store)?;
    ids.get(ids.len() / 2).cloned().context("a user")
}

/// Reads of one user, alone and beside slow readers of the list; and how far the log grows while users are created.
async fn beside_slow_readers(setup: &Setup, engine: &str, fresh: &Fresh, report: &mut Report) -> Result<()> {
    let token = fresh.aria_token().await?;
    let reads = || -> Result<GetUsers> {
        let (names, _) = names(&fresh.store)?;
        Ok(GetUsers { form: Form::new(&request::aria_get(&token), request::ID), names })
    };
    let alone = load(setup, fresh, reads()?).await?.rate;
    let end = Arc::new(Notify::new());
    let mut slow = Vec::new();
    for _ in 0..SLOW {
        slow.push(tokio::spawn(read_slowly(fresh.server.address, list(&token, ""), Arc::clone(&end))));
    }
    until_idle(&fresh.server).await?;
    let beside = load(setup, fresh, reads()?).await?.rate;
    let creates = CreateApiUsers::new(&fresh.pam360_token(&setup.server)?, 7);
    load::run(&fresh.server, 4, setup.time, creates).await?;
    let log = log_megabytes(&fresh.store);
    end.notify_waiters();
    let mut open = 0;
    for reader in slow {
        open += usize::from(reader.await??);
    }
    report.goal(
        [engine, &format!("reads beside {SLOW} that take a byte of the list a second")],
        format!("{beside:.0}/s ({})", per_cent(beside / alone, 1.0)),
        format!("{alone:.0}/s, alone"),
        &format!("{} of it", per_cent(LEFT, 1.0)),
        beside >= LEFT * alone,
    );
    if let Some(log) = log {
        let wanted = format!("under {LOG_MB:.0} MB");
        report.goal(
            [engine, "log beside them, after creates"],
            format!("{log:.1} MB"),
            "-".into(),
            &wanted,
            log < LOG_MB,
        );
    }
    report.note(format!("slow readers on {engine}: {open} of {SLOW} were still reading at the end."));
    Ok(())
}

/// Waits until the server has nothing to do any more: what it has sent lies in the buffers of the connections.
async fn until_idle(server: &Server) -> Result<()> {
    let begun = Instant::now();
    loop {
        let before = process::cpu(server.pid())?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if process::cpu(server.pid())? < before + Duration::from_millis(50) {
            return Ok(());
        }
        ensure!(begun.elapsed() < PATIENCE, "the server does not come to rest beside slow readers");
    }
}

/// Takes a byte a second until told to end; whether the answer was still going on.
async fn read_slowly(address: std::net::SocketAddr, request: Vec<u8>, end: Arc<Notify>) -> Result<bool> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(4096)?;
    let mut stream = socket.connect(address).await?;
    stream.write_all(&request).await?;
    let ended = end.notified();
    tokio::pin!(ended);
    loop {
        tokio::select! {
            () = &mut ended => return Ok(true),
            byte = stream.read_u8() => if byte.is_err() { return Ok(false) },
        }
        tokio::select! {
            () = &mut ended => return Ok(true),
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// How large the log beside an SQLite file is.
fn log_megabytes(store: &Store) -> Option<f64> {
    if store.database().is_some() {
        return None;
    }
    let mut log = store.file().into_os_string();
    log.push("-wal");
    let bytes = std::fs::metadata(log).ok()?.len();
    Some(load::count(usize::try_from(bytes).unwrap_or(usize::MAX)) / 1e6)
}

fn list(token: &str, query: &str) -> Vec<u8> {
    let authorization = format!("OpsToken {token}");
    request::get(
        &format!("/suite-api/api/auth/users{query}"),
        &[("accept", "application/json"), ("authorization", &authorization)],
    )
}
