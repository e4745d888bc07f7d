//! How writes wait, share a commit and are refused.

use super::batch::{MIDDLE, batch, patient_store, spawn, two_rows};
use crate::world::{TABLES, World, done};
use db::{Kind, Migration, Outcome, Store};
use std::time::Duration;

#[tokio::test]
async fn writes_that_wait_together_share_one_commit() {
    let world = World::sqlite();
    let store = patient_store(&world);
    let ends = batch(&store, |c, turn| {
        two_rows(c, turn)?;
        if turn == MIDDLE { Ok(Outcome::Refused("no")) } else { Ok(Outcome::Done(turn)) }
    })
    .await;
    assert_eq!(ends.iter().filter(|end| matches!(end, Ok(Ok(_)))).count(), 19);
    let stats = store.stats();
    assert!(stats.batches <= 2, "{stats:?}");
    assert_eq!(stats.batched_writes, 21);
}

/// A deferred reference is checked by the commit itself: the easiest way to make one fail.
const DEFERRED: &[Migration] = &[Migration {
    number: 1,
    name: "deferred",
    sql: "CREATE TABLE parent (key @key) @rows;
          CREATE TABLE child (parent @int REFERENCES parent DEFERRABLE INITIALLY DEFERRED) @rows;",
}];

#[tokio::test]
async fn a_commit_that_fails_leaves_the_outcome_unknown_to_all_that_wrote() {
    let world = World::sqlite();
    let mut config = world.config();
    config.batch_time = Duration::from_mins(1);
    let store = Store::open(config, DEFERRED).unwrap();
    let ends = batch(&store, |c, turn| {
        if turn == MIDDLE {
            c.execute("INSERT INTO child VALUES (7)", &[])?;
        } else if turn == 0 {
            return Ok(Outcome::Refused("no"));
        }
        Ok(Outcome::Done(turn))
    })
    .await;
    assert_eq!(ends[0].as_ref().unwrap_err().kind(), Kind::Unavailable);
    for end in ends.iter().skip(1) {
        assert_eq!(end.as_ref().unwrap_err().kind(), Kind::OutcomeUnknown);
    }
    assert_eq!(store.stats().commits_failed, 1);
    // The store goes on.
    let end = store.write(|c| done(c.execute("INSERT INTO parent DEFAULT VALUES", &[])?)).await;
    assert_eq!(end.unwrap(), Ok(1));
}

#[tokio::test]
async fn a_store_that_another_program_holds_is_unavailable_for_a_while() {
    let world = World::sqlite();
    let mut config = world.config();
    config.patience = Duration::from_millis(20);
    let store = Store::open(config, TABLES).unwrap();
    let other = rusqlite::Connection::open(match world.config().database {
        db::Database::Sqlite(path) => path,
        db::Database::Postgres(_) => unreachable!(),
    })
    .unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let end = store.write(|c| done(c.execute("INSERT INTO thing (amount) VALUES (1)", &[])?)).await;
    let error = end.unwrap_err();
    assert_eq!((error.kind(), error.root()), (Kind::Unavailable, Kind::Busy));
    other.execute_batch("ROLLBACK").unwrap();
    let end = store.write(|c| done(c.execute("INSERT INTO thing (amount) VALUES (1)", &[])?)).await;
    assert_eq!(end.unwrap(), Ok(1));
}

#[tokio::test]
async fn more_than_the_queue_holds_is_refused_at_once() {
    let world = World::sqlite();
    let mut config = world.config();
    config.queue_limit = 3;
    let store = Store::open(config, TABLES).unwrap();
    let (go, hold) = std::sync::mpsc::channel::<()>();
    let (here, at_work) = std::sync::mpsc::channel();
    let holder = spawn(&store, move |_| {
        here.send(()).unwrap();
        hold.recv().unwrap_err();
        Ok(Outcome::Done(0))
    });
    tokio::task::spawn_blocking(move || at_work.recv().unwrap()).await.unwrap();
    let writes: Vec<_> = (0..10).map(|turn| spawn(&store, move |_| Ok(Outcome::Done(turn)))).collect();
    tokio::task::yield_now().await;
    while store.stats().writes_waiting < 3 {
        tokio::task::yield_now().await;
    }
    let refused = store.write(|_| done(())).await.unwrap_err();
    assert_eq!(refused.kind(), Kind::Unavailable);
    drop(go);
    holder.await.unwrap().unwrap().unwrap();
    let mut served = 0;
    for write in writes {
        served += usize::from(write.await.unwrap().is_ok());
    }
    assert_eq!(served, 3);
}
