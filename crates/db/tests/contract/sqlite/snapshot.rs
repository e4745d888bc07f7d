//! A copy of the store is made while the writer goes on.

use crate::world::{TABLES, World, done};
use db::Store;
use db::copy::{Moved, Plan, Watch, backup};
use rusqlite::Connection;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};

struct Quiet;

impl Watch for Quiet {
    fn counts(&self) -> bool {
        false
    }

    fn moved(&mut self, _: Moved<'_>) {}

    fn stopped(&self) -> bool {
        false
    }
}

/// A store with some megabytes in it.
async fn large(world: &World) -> Store {
    let mut config = world.config();
    config.log_limit = 2 << 20;
    let store = Store::open(config, TABLES).unwrap();
    for _ in 0..8 {
        let end = store.write(|c| {
            for _ in 0..200 {
                c.execute("INSERT INTO thing (data) VALUES ($1)", &[(&vec![7_u8; 10_000]).into()])?;
            }
            done(())
        });
        end.await.unwrap().unwrap();
    }
    store
}

/// Writes two rows that belong together, one after the other, until it is told to stop.
async fn load(store: Store, answered: Arc<AtomicI64>, stop: Arc<AtomicBool>) {
    while !stop.load(SeqCst) {
        let number = answered.load(SeqCst) + 1;
        let end = store.write(move |c| {
            c.execute(
                "INSERT INTO thing (name, data) VALUES ($1, $2)",
                &[(&format!("n{number}")).into(), (&vec![1_u8; 20_000]).into()],
            )?;
            done(c.execute(
                "INSERT INTO counter (name, amount) VALUES ($1, 1)",
                &[(&format!("n{number}")).into()],
            )?)
        });
        end.await.unwrap().unwrap();
        answered.store(number, SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_under_load_is_whole_and_the_log_stays_short() {
    let world = World::sqlite();
    let store = large(&world).await;
    let (answered, stop) = (Arc::<AtomicI64>::default(), Arc::<AtomicBool>::default());
    let writing = tokio::spawn(load(store.clone(), Arc::clone(&answered), Arc::clone(&stop)));
    while answered.load(SeqCst) < 5 {
        tokio::task::yield_now().await;
    }
    let before = answered.load(SeqCst);
    let resets = store.stats().log_resets;
    let to = world.folder().join("snapshot");
    store.snapshot(to.clone()).await.unwrap();
    let during = answered.load(SeqCst) - before;
    stop.store(true, SeqCst);
    writing.await.unwrap();
    assert!(during > 2, "writes went on: {during}");
    let stats = store.stats();
    assert!(stats.log_bytes < 8 << 20, "{stats:?}, {resets} resets before");
    let copy = Connection::open(&to).unwrap();
    let verdict: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let count = |sql: &str| copy.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let (things, counters) =
        (count("SELECT count(*) FROM thing WHERE name IS NOT NULL"), count("SELECT count(*) FROM counter"));
    assert_eq!(things, counters, "nothing is half done");
    assert!(things >= before, "{things} of {before} that were answered before");
    drop(copy);
    // And it is a store.
    let mut config = world.config();
    config.database = db::Database::Sqlite(to.clone());
    let plan = Plan { migrations: TABLES, finish: |_| Ok(()) };
    backup(&config, &world.folder().join("backup"), &plan, &mut Quiet).unwrap();
}

#[tokio::test]
async fn a_snapshot_overwrites_nothing_and_a_second_one_is_made_after_the_first() {
    let world = World::sqlite();
    let store = large(&world).await;
    let [one, other] = ["one", "other"].map(|name| world.folder().join(name));
    std::fs::write(&one, "letter").unwrap();
    let told = store.snapshot(one.clone()).await.unwrap_err().to_string();
    assert!(told.contains("one") && told.contains("exists"), "{told}");
    assert_eq!(std::fs::read_to_string(&one).unwrap(), "letter");
    store.snapshot(other.clone()).await.unwrap();
    assert_eq!(std::fs::metadata(&other).unwrap().permissions().mode() & 0o777, 0o600);
    store.close();
    assert!(store.snapshot(world.folder().join("late")).await.is_err());
}

#[tokio::test]
async fn a_snapshot_that_nobody_waits_for_is_left_off_and_removed() {
    let world = World::sqlite();
    let store = large(&world).await;
    let to = world.folder().join("snapshot");
    drop(tokio::time::timeout(std::time::Duration::ZERO, store.snapshot(to.clone())).await);
    // What is written afterwards comes after the copy that was begun.
    for _ in 0..3 {
        store.write(|_| done(())).await.unwrap().unwrap();
    }
    store.close();
    assert!(!to.exists());
}
