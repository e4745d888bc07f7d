//! A fixed number of connections that ask as fast as they are answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::child::Server;
use crate::client::{Connection, Reply};
use crate::process;

/// Answers of this first part are not counted.
const WARM_UP: Duration = Duration::from_millis(500);

/// What is asked and what is a right answer.
pub trait Plan: Send + Sync + 'static {
    /// Writes the next request of a worker.
    fn request(&self, worker: usize, turn: u64, into: &mut Vec<u8>);
    /// Whether the answer is right; the first wrong one ends the load.
    fn right(&self, reply: &Reply<'_>) -> bool;
}

/// What a load came to.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Answers in a second.
    pub rate: f64,
    /// Milliseconds from sending to the whole answer.
    pub p50: f64,
    /// As above.
    pub p99: f64,
    /// As above.
    pub max: f64,
    /// Microseconds of the server's processor time for one answer.
    pub server_micros: f64,
    /// Microseconds of this process's processor time for one answer.
    pub generator_micros: f64,
    /// The most memory of the server during the load, MB.
    pub peak: f64,
}

/// Puts `plan` on the server for `time`, after a short warm-up.
pub async fn run(server: &Server, connections: usize, time: Duration, plan: impl Plan) -> Result<Figures> {
    let plan = Arc::new(plan);
    let from = Instant::now() + WARM_UP;
    let until = from + time;
    let workers: Vec<_> = (0..connections)
        .map(|worker| tokio::spawn(work(server.address, worker, Arc::clone(&plan), from, until)))
        .collect();
    process::forget_peak(server.pid())?;
    tokio::time::sleep_until(from.into()).await;
    let before = Spent::so_far(server)?;
    tokio::time::sleep_until(until.into()).await;
    let spent = Spent::so_far(server)?.since(&before);
    let mut micros = Vec::new();
    for worker in workers {
        micros.append(&mut worker.await??);
    }
    Ok(figures(micros, time, &spent, server.memory()?.peak))
}

async fn work<P: Plan>(
    address: SocketAddr,
    worker: usize,
    plan: Arc<P>,
    from: Instant,
    until: Instant,
) -> Result<Vec<u32>> {
    let mut connection = Connection::open(address).await?;
    let (mut request, mut micros) = (Vec::new(), Vec::new());
    for turn in 0.. {
        plan.request(worker, turn, &mut request);
        let sent = Instant::now();
        let reply = connection.send(&request).await?;
        let answered = Instant::now();
        if !plan.right(&reply) {
            bail!("answer {}: {}", reply.status, String::from_utf8_lossy(reply.body));
        }
        if answered >= until {
            break;
        }
        if answered >= from {
            micros.push(u32::try_from((answered - sent).as_micros()).unwrap_or(u32::MAX));
        }
    }
    Ok(micros)
}

/// Processor time and wall time.
struct Spent {
    at: Instant,
    server: Duration,
    generator: Duration,
}

impl Spent {
    fn so_far(server: &Server) -> Result<Self> {
        let generator = process::cpu(std::process::id())?;
        Ok(Self { at: Instant::now(), server: process::cpu(server.pid())?, generator })
    }

    /// Cores that the two kept busy.
    fn since(&self, before: &Self) -> [f64; 2] {
        let wall = (self.at - before.at).as_secs_f64();
        let cores = |now: Duration, then: Duration| now.saturating_sub(then).as_secs_f64() / wall;
        [cores(self.server, before.server), cores(self.generator, before.generator)]
    }
}

fn figures(mut micros: Vec<u32>, time: Duration, [server, generator]: &[f64; 2], peak: f64) -> Figures {
    micros.sort_unstable();
    let rate = count(micros.len()) / time.as_secs_f64();
    Figures {
        rate,
        p50: part(&micros, 50),
        p99: part(&micros, 99),
        max: part(&micros, 100),
        server_micros: server * 1e6 / rate,
        generator_micros: generator * 1e6 / rate,
        peak,
    }
}

/// The value, in milliseconds, that so many per cent of the sorted microseconds do not exceed.
pub fn part(micros: &[u32], per_cent: usize) -> f64 {
    let place = (micros.len() * per_cent).div_ceil(100).saturating_sub(1);
    micros.get(place).map_or(f64::NAN, |micros| f64::from(*micros) / 1e3)
}

/// A count as a fraction, for dividing.
#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_the_value_that_so_many_do_not_exceed() {
        let micros: Vec<u32> = (1..=200).map(|n| n * 1000).collect();
        assert_eq!([50, 99, 100].map(|per_cent| part(&micros, per_cent).to_string()), ["100", "198", "200"]);
        assert!(part(&[], 50).is_nan());
    }
}
