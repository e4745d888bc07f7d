//! Sign-in and users with passwords, beside the hash alone.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::{Fresh, Same, Setup, block_on, median, middle};
use crate::child::ADMIN_PASSWORD;
use crate::client::Reply;
use crate::load::{self, Figures, Plan, count};
use crate::report::{Report, millis, per_cent};
use crate::request::{self, Form};
use crate::store::Engine;

const CONNECTIONS: usize = 16;

/// `token/acquire` and `POST /api/auth/users` with a password.
pub fn measure(setup: &Setup, report: &mut Report) -> Result<()> {
    let (mut alone, mut hashes) = (vec![], vec![]);
    let mut loads = setup.engines.each_ref().map(|_| (vec![], vec![]));
    for _ in 0..setup.runs {
        alone.push(1e3 / hashes_in_a_second(1, setup.time)?);
        hashes.push(hashes_in_a_second(cores(), setup.time)?);
        for (engine, (acquire, create)) in setup.engines.iter().zip(&mut loads) {
            acquire.push(block_on(load_acquire(setup, engine))?);
            create.push(block_on(load_create(setup, engine))?);
        }
    }
    let limit = median(hashes);
    for (engine, (acquire, create)) in setup.engines.iter().zip(&loads) {
        for (what, load) in [("sign in", middle(acquire)), ("create with password", middle(create))] {
            report.load([engine.name(), &format!("{what}, {CONNECTIONS} connections")], &load);
            report.goal(
                [engine.name(), what],
                format!("{:.1}/s ({})", load.rate, per_cent(load.rate, limit)),
                format!("{limit:.1}/s, hashes on all cores"),
                "90 % of it",
                load.rate >= 0.9 * limit,
            );
        }
    }
    let alone = median(alone);
    report.note(format!(
        "one hash (Argon2id, 19 MiB, 2 passes): {} ms on one core alone, {} ms on all cores at once.",
        millis(alone),
        millis(count(cores()) * 1e3 / limit),
    ));
    Ok(())
}

/// Threads that can run at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Hashes on so many threads at once, each with its memory made before.
pub fn hashes_in_a_second(threads: usize, time: Duration) -> Result<f64> {
    let begun = Instant::now();
    let until = begun + time;
    let threads: Vec<_> = (0..threads).map(|_| std::thread::spawn(move || hash_until(until))).collect();
    let mut done = 0;
    for thread in threads {
        done += thread.join().map_err(|_| anyhow!("a hashing thread panicked"))??;
    }
    Ok(count(done) / begun.elapsed().as_secs_f64())
}

fn hash_until(until: Instant) -> Result<usize> {
    let params = Params::new(19 * 1024, 2, 1, Some(32)).map_err(|error| anyhow!("{error}"))?;
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mut done, mut digest) = (0, [0; 32]);
    while Instant::now() < until {
        let hashed =
            argon2.hash_password_into_with_memory(b"Corr3ct-horse", &[7; 16], &mut digest, &mut memory);
        hashed.map_err(|error| anyhow!("{error}"))?;
        done += 1;
    }
    Ok(done)
}

async fn load_acquire(setup: &Setup, engine: &Engine) -> Result<Figures> {
    let fresh = Fresh::start(setup, engine).await?;
    let plan = Same { request: request::aria_acquire("admin", ADMIN_PASSWORD), status: 200 };
    load::run(&fresh.server, CONNECTIONS, setup.time, plan).await
}

async fn load_create(setup: &Setup, engine: &Engine) -> Result<Figures> {
    let fresh = Fresh::start(setup, engine).await?;
    let plan = CreateUsers(Form::new(&request::aria_create(&fresh.aria_token().await?), request::LOGIN));
    load::run(&fresh.server, CONNECTIONS, setup.time, plan).await
}

/// Users with a password through Aria.
pub struct CreateUsers(pub Form);

impl Plan for CreateUsers {
    fn request(&self, worker: usize, turn: u64, into: &mut Vec<u8>) {
        let mut login = String::new();
        request::login(worker, turn, &mut login);
        self.0.fill(&login, into);
    }

    fn right(&self, reply: &Reply<'_>) -> bool {
        reply.status == 201
    }
}
