//! What `/metrics` shows.

use prometheus_client::registry::Registry;
use wire::App;

use crate::health::{Amount, Reading, Readings};
use crate::telemetry::Telemetry;

/// Requests, the store, the hash pool and the log, under one prefix.
pub(super) fn registry(app: &App, telemetry: &Telemetry) -> Registry {
    let mut registry = Registry::with_prefix("provisor");
    app.kit.metrics.register(&mut registry);
    let directory = app.directory.clone();
    let dropped = telemetry.dropped_lines();
    registry.register_collector(Box::new(Readings::of(move || {
        let mut readings = store(&directory.store().stats());
        readings.extend(pool(&directory.pool().statistics()));
        readings.push(counted("log_lines_dropped", "Log lines dropped because nobody took them", dropped()));
        readings
    })));
    registry
}

fn store(stats: &db::Stats) -> Vec<Reading> {
    vec![
        now("store_reads_waiting", "Reads waiting for a thread", stats.reads_waiting),
        now("store_writes_waiting", "Writes waiting for the writer", stats.writes_waiting),
        counted("store_reads", "Reads run", stats.reads),
        counted("store_commits", "Commits with at least one write", stats.batches),
        counted("store_writes", "Writes that shared those commits", stats.batched_writes),
        counted(
            "store_commits_looked_for",
            "Commits whose answer was lost and that were looked for",
            stats.commits_looked_for,
        ),
        counted("store_commits_failed", "Commits whose outcome is unknown", stats.commits_failed),
        counted("store_panics", "Transactions that panicked", stats.panics),
        counted("store_retries", "Transactions run again", stats.retries),
        counted("store_reopened", "Connections opened again after a breakage", stats.reopened),
        now("store_log_bytes", "Bytes in the write-ahead log", stats.log_bytes),
        counted("store_log_resets", "Times the write-ahead log was reset", stats.log_resets),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "a counter of microseconds is exact as a float for centuries")]
fn pool(pool: &directory::passwords::PoolStatistics) -> Vec<Reading> {
    let wide = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    vec![
        now("hash_threads", "Threads that hash passwords", wide(pool.threads)),
        now("hash_threads_busy", "Threads that are hashing now", wide(pool.busy_threads)),
        now("hash_jobs_waiting", "Password jobs waiting, a bulk request counted once", wide(pool.queued)),
        now("hash_memory_bytes", "Working memory that the hash threads hold", wide(pool.memory_bytes)),
        counted("hashes", "Password hashes computed", pool.hashes),
        counted("hash_jobs_refused", "Password jobs refused because too many waited", pool.refused),
        Reading {
            name: "hash_busy_seconds",
            help: "Time that threads spent hashing",
            amount: Amount::Now(pool.busy_micros as f64 / 1e6),
        },
    ]
}

const fn counted(name: &'static str, help: &'static str, count: u64) -> Reading {
    Reading { name, help, amount: Amount::Counted(count) }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is for reading, and these stay far below 2^53")]
const fn now(name: &'static str, help: &'static str, value: u64) -> Reading {
    Reading { name, help, amount: Amount::Now(value as f64) }
}
