//! A shared commit that breaks half-way: everybody is answered as it was, nothing is lost and nothing half done.

use crate::world::{TABLES, World};
use db::{Conn, Kind, Outcome, Result, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::time::Duration;

/// Every write of a batch of 20 makes two rows; the one in the middle does something else.
pub const BATCH: u32 = 20;
pub const MIDDLE: u32 = 10;

/// How each write of a batch ended, in their order.
pub type Ends = Vec<Result<std::result::Result<u32, &'static str>>>;

pub fn patient_store(world: &World) -> Store {
    let mut config = world.config();
    config.batch_time = Duration::from_mins(1);
    Store::open(config, TABLES).expect("the store opens")
}

pub fn two_rows(c: &mut dyn Conn, turn: u32) -> Result<()> {
    for half in ["left", "right"] {
        c.execute(
            "INSERT INTO thing (name, amount) VALUES ($1, $2)",
            &[(&format!("{half} {turn}")).into(), turn.into()],
        )?;
    }
    Ok(())
}

/// Sends 20 writes that are waiting together when the writer comes to them.
pub async fn batch(
    store: &Store,
    work: impl Fn(&mut dyn Conn, u32) -> Result<Outcome<u32, &'static str>> + Send + Sync + 'static,
) -> Ends {
    let work = Arc::new(work);
    let (go, hold) = std::sync::mpsc::channel::<()>();
    let holder = spawn(store, move |_| {
        hold.recv().unwrap_err();
        Ok(Outcome::Refused("only held the writer"))
    });
    let mut writes = Vec::new();
    for turn in 0..BATCH {
        let work = Arc::clone(&work);
        writes.push(spawn(store, move |c| work(c, turn)));
        while store.stats().writes_waiting < u64::from(turn) {
            tokio::task::yield_now().await;
        }
    }
    while store.stats().writes_waiting < u64::from(BATCH) {
        tokio::task::yield_now().await;
    }
    drop(go);
    drop(holder.await);
    let mut ends = Ends::new();
    for write in writes {
        ends.push(write.await.unwrap());
    }
    ends
}

pub fn spawn(
    store: &Store,
    work: impl FnMut(&mut dyn Conn) -> Result<Outcome<u32, &'static str>> + Send + 'static,
) -> tokio::task::JoinHandle<Result<std::result::Result<u32, &'static str>>> {
    let store = store.clone();
    tokio::spawn(async move { store.write(work).await })
}

/// All but the middle one are done, both of their rows stand, and no row of the middle one does.
pub async fn assert_all_but_the_middle(store: &Store, ends: &Ends, middle: Kind) {
    let turns: Vec<u32> = (0..BATCH).filter(|turn| *turn != MIDDLE).collect();
    for turn in &turns {
        assert_eq!(ends[*turn as usize].as_ref().unwrap(), &Ok(*turn));
    }
    assert_eq!(ends[MIDDLE as usize].as_ref().unwrap_err().kind(), middle);
    let rows =
        |c: &mut dyn Conn| c.all("SELECT amount FROM thing ORDER BY key", &[], |row| row.get::<i64>(0));
    let found = store.read(rows).await.unwrap();
    let wanted: Vec<i64> = turns.iter().flat_map(|turn| [i64::from(*turn); 2]).collect();
    assert_eq!(found, wanted);
    let sound = |c: &mut dyn Conn| c.one("PRAGMA integrity_check", &[], |row| row.get::<String>(0));
    assert_eq!(store.read(sound).await.unwrap(), "ok");
}

#[tokio::test]
async fn a_page_limit_reached_in_the_middle_costs_only_the_one_that_reached_it() {
    let world = World::sqlite();
    let store = patient_store(&world);
    let ends = batch(&store, |c, turn| {
        two_rows(c, turn)?;
        if turn == MIDDLE {
            let pages = c.one("PRAGMA page_count", &[], |row| row.get::<i64>(0))?;
            c.all(&format!("PRAGMA max_page_count = {}", pages + 3), &[], |_| Ok(()))?;
            for _ in 0..100 {
                c.execute("INSERT INTO thing (data) VALUES (zeroblob(5000))", &[])?;
            }
        }
        Ok(Outcome::Done(turn))
    })
    .await;
    assert_eq!(ends[MIDDLE as usize].as_ref().unwrap_err().root(), Kind::Full);
    assert_all_but_the_middle(&store, &ends, Kind::Unavailable).await;
    // The engine had ended the shared transaction: those before, the holder among them, ran again on a new connection.
    assert_eq!(store.stats().reopened, 1);
    assert_eq!(store.stats().retries, u64::from(MIDDLE) + 1);
}

#[tokio::test]
async fn an_interrupt_in_the_middle_costs_only_the_one_that_was_interrupted() {
    let world = World::sqlite();
    let store = patient_store(&world);
    let (running, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let interrupter = {
        let (store, running, ended) = (store.clone(), Arc::clone(&running), Arc::clone(&ended));
        std::thread::spawn(move || {
            while !ended.load(SeqCst) {
                if running.load(SeqCst) {
                    db::testing::interrupt_writer(&store);
                }
                std::thread::yield_now();
            }
        })
    };
    let stop = Arc::clone(&ended);
    let ends = batch(&store, move |c, turn| {
        two_rows(c, turn)?;
        if turn == MIDDLE {
            running.store(true, SeqCst);
            let end = c.execute(
                "INSERT INTO thing (amount) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                 SELECT i FROM n LIMIT 1000000000",
                &[],
            );
            ended.store(true, SeqCst);
            end?;
        }
        Ok(Outcome::Done(turn))
    })
    .await;
    stop.store(true, SeqCst);
    interrupter.join().unwrap();
    assert_eq!(ends[MIDDLE as usize].as_ref().unwrap_err().root(), Kind::Interrupted);
    assert_all_but_the_middle(&store, &ends, Kind::Unavailable).await;
    // Interrupted while it wrote, the engine had ended the shared transaction: those before, the holder among them, ran
    // again on a new connection. Interrupted before its first row, the statement alone was undone.
    let (reopened, retries) = (store.stats().reopened, store.stats().retries);
    assert!([(1, u64::from(MIDDLE) + 1), (0, 0)].contains(&(reopened, retries)), "{reopened}, {retries}");
}

#[tokio::test]
async fn a_panic_in_the_middle_costs_only_the_one_that_panicked() {
    let world = World::sqlite();
    let store = patient_store(&world);
    let ends = batch(&store, |c, turn| {
        two_rows(c, turn)?;
        assert_ne!(turn, MIDDLE, "a panic on purpose");
        Ok(Outcome::Done(turn))
    })
    .await;
    assert_all_but_the_middle(&store, &ends, Kind::Panicked).await;
    assert_eq!(store.stats().panics, 1);
}

#[tokio::test]
async fn a_failed_statement_in_the_middle_costs_only_the_one_that_failed() {
    let world = World::sqlite();
    let store = patient_store(&world);
    let ends = batch(&store, |c, turn| {
        two_rows(c, turn)?;
        if turn == MIDDLE {
            drop(two_rows(c, turn - 1));
        }
        Ok(Outcome::Done(turn))
    })
    .await;
    assert_all_but_the_middle(&store, &ends, Kind::Constraint).await;
}

#[tokio::test]
async fn a_write_that_ends_its_transaction_itself_is_refused() {
    let world = World::sqlite();
    let store = patient_store(&world);
    let runs = Arc::new(AtomicU32::new(0));
    let ends = batch(&store, move |c, turn| {
        two_rows(c, turn)?;
        if turn == MIDDLE {
            runs.fetch_add(1, SeqCst);
            c.execute("ROLLBACK", &[])?;
        }
        Ok(Outcome::Done(turn))
    })
    .await;
    assert_all_but_the_middle(&store, &ends, Kind::Unavailable).await;
}
