//! Many at once behave as if one came after the other.

use crate::world::done;
use db::{Conn, Outcome, Result, Store};
use tokio::task::JoinSet;

async fn at_once<T: Send + 'static, F>(count: usize, work: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for turn in 0..count {
        tasks.spawn(work(turn));
    }
    tasks.join_all().await
}

/// Reads, adds in the program, writes back: only right when nobody comes in between.
fn increment(c: &mut dyn Conn) -> Result<i64> {
    let amount = c.one("SELECT amount FROM counter WHERE name = 'c'", &[], |row| row.get::<i64>(0))? + 1;
    c.execute("UPDATE counter SET amount = $1 WHERE name = 'c'", &[amount.into()])?;
    Ok(amount)
}

async fn start_counter(store: &Store) {
    let start = |c: &mut dyn Conn| done(c.execute("INSERT INTO counter VALUES ('c', 0)", &[])?);
    store.write(start).await.unwrap().unwrap();
}

on_both! {
    async fn no_increment_is_lost(world: &World) {
        start_counter(world.store()).await;
        let store = world.store();
        let mut amounts = at_once(60, |_| {
            let store = store.clone();
            async move { store.write(|c| done(increment(c)?)).await.unwrap().unwrap() }
        }).await;
        amounts.sort_unstable();
        assert_eq!(amounts, (1..=60).collect::<Vec<i64>>());
    }

    async fn exactly_one_wins_a_unique_name(world: &World) {
        let store = world.store();
        let ends = at_once(40, |_| {
            let store = store.clone();
            async move {
                store.write(|c| {
                    let sql = "INSERT INTO thing (name) VALUES ('one') ON CONFLICT (name) DO NOTHING RETURNING key";
                    let made = c.optional(sql, &[], |row| row.get::<i64>(0))?;
                    Ok(made.map_or(Outcome::Refused("exists"), Outcome::Done))
                }).await.unwrap()
            }
        }).await;
        assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1);
        assert_eq!(ends.iter().filter(|end| **end == Err("exists")).count(), 39);
    }

    async fn long_reads_leave_room_for_others_however_many_they_are(world: &World) {
        let store = world.store();
        let (let_go, gate) = std::sync::mpsc::channel::<()>();
        let gate = std::sync::Arc::new(std::sync::Mutex::new(gate));
        let mut reads = JoinSet::new();
        for _ in 0..50 {
            let (store, gate) = (store.clone(), std::sync::Arc::clone(&gate));
            reads.spawn(async move {
                let wait = move |_: &mut dyn Conn| Ok(gate.lock().unwrap().recv().is_err());
                store.read(wait).await
            });
        }
        tokio::task::yield_now().await;
        let others = async {
            store.glance(|c| c.one("SELECT 1", &[], |row| row.get::<i64>(0))).await.unwrap();
            store.write(|c| done(c.execute("INSERT INTO counter VALUES ('c', 0)", &[])?)).await.unwrap().unwrap();
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), others).await.expect("they are not kept waiting");
        drop(let_go);
        assert!(reads.join_all().await.into_iter().all(|end| end.is_ok()));
    }

    async fn a_rule_over_two_rows_holds_against_two_writers(world: &World) {
        // Each takes one away from its own row as long as the sum stays above zero: write skew without SERIALIZABLE.
        world.store().write(|c| done(c.execute("INSERT INTO counter VALUES ('a', 1), ('b', 1)", &[])?)).await.unwrap().unwrap();
        let store = world.store();
        let ends = at_once(16, |turn| {
            let (store, own) = (store.clone(), if turn % 2 == 0 { "a" } else { "b" });
            async move {
                store.write(move |c| {
                    let amounts = c.all("SELECT amount FROM counter", &[], |row| row.get::<i64>(0))?;
                    if amounts.iter().sum::<i64>() <= 1 {
                        return Ok(Outcome::Refused(()));
                    }
                    c.execute("UPDATE counter SET amount = amount - 1 WHERE name = $1", &[own.into()])?;
                    Ok(Outcome::Done(()))
                }).await.unwrap()
            }
        }).await;
        assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1);
    }

    async fn answers_reach_their_own_callers(world: &World) {
        let store = world.store();
        let ends = at_once(200, |turn| {
            let (store, turn) = (store.clone(), i64::try_from(turn).unwrap());
            async move {
                if turn % 2 == 0 {
                    store.read(move |c| c.one("SELECT $1", &[turn.into()], |row| row.get::<i64>(0))).await.unwrap() == turn
                } else {
                    let sql = "INSERT INTO thing (amount) VALUES ($1) RETURNING amount";
                    let end = store.write(move |c| done(c.one(sql, &[turn.into()], |row| row.get::<i64>(0))?)).await;
                    end.unwrap().unwrap() == turn
                }
            }
        }).await;
        assert!(ends.into_iter().all(|own| own));
    }
}
