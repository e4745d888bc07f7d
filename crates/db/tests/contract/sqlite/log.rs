//! The log stays short, whatever the load.

use crate::world::{World, done};
use db::{Conn, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

const MEGABYTE: u64 = 1 << 20;

/// Writes and long reads for `time`; the longest log that was seen, and how often it was reset.
async fn load(limit: u64, time: Duration) -> (u64, u64) {
    let world = World::sqlite();
    let mut config = world.config();
    config.log_limit = limit;
    let store = Store::open(config, crate::world::TABLES).unwrap();
    let (stop, longest) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..32_u32 {
        let (store, stop, longest) = (store.clone(), Arc::clone(&stop), Arc::clone(&longest));
        tasks.spawn(async move {
            let mut turn = 0_u32;
            while !stop.load(SeqCst) {
                turn += 1;
                let name = format!("{writer} {turn}");
                store.write(move |c| done(write_some(c, &name)?)).await.unwrap().unwrap();
                longest.fetch_max(store.stats().log_bytes, SeqCst);
            }
        });
    }
    for _ in 0..4 {
        let (store, stop) = (store.clone(), Arc::clone(&stop));
        tasks.spawn(async move {
            while !stop.load(SeqCst) {
                read_some(&store).await;
            }
        });
    }
    let begun = Instant::now();
    while begun.elapsed() < time {
        read_some(&store).await;
    }
    stop.store(true, SeqCst);
    tasks.join_all().await;
    (longest.load(SeqCst), store.stats().log_resets)
}

fn write_some(c: &mut dyn Conn, name: &str) -> db::Result<()> {
    c.execute("INSERT INTO thing (name, data) VALUES ($1, zeroblob(3000))", &[name.into()])?;
    c.execute("UPDATE thing SET amount = 1 WHERE key = abs(random()) % 10000", &[])?;
    Ok(())
}

/// A page of a list: some milliseconds in one transaction.
async fn read_some(store: &Store) {
    let page =
        |c: &mut dyn Conn| c.all("SELECT key, data FROM thing LIMIT 500", &[], |row| row.get::<i64>(0));
    store.read(page).await.unwrap();
}

#[tokio::test]
async fn the_log_is_reset_when_it_has_passed_its_limit() {
    let (longest, resets) = load(4 * MEGABYTE, Duration::from_secs(3)).await;
    assert!(resets > 0);
    assert!(longest < 16 * MEGABYTE, "the log grew to {longest} bytes");
}

#[tokio::test]
#[ignore = "one minute of load: ./test --long"]
async fn the_log_stays_under_256_megabytes_through_a_minute_of_load() {
    let (longest, resets) = load(64 * MEGABYTE, Duration::from_mins(1)).await;
    assert!(resets > 0);
    assert!(longest < 256 * MEGABYTE, "the log grew to {longest} bytes");
}
