//! What a store does when it ends, and when its server goes away.

use crate::world::{World, done};
use db::{Kind, Outcome};

on_both! {
    async fn a_closed_store_has_finished_what_waited_and_takes_nothing_more(world: &World) {
        let store = world.open(crate::world::TABLES).unwrap();
        let waiting: Vec<_> = (0..50).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                store.write(|c| done(c.execute("INSERT INTO thing (amount) VALUES (1)", &[])?)).await
            })
        }).collect();
        tokio::task::yield_now().await;
        while store.stats().batched_writes == 0 {
            tokio::task::yield_now().await;
        }
        store.close();
        let mut done_before = 0;
        for end in waiting {
            match end.await.unwrap() {
                Ok(end) => done_before += usize::from(end.is_ok()),
                Err(error) => assert_eq!(error.kind(), Kind::Closed),
            }
        }
        let late = store.write(|c| done(c.execute("INSERT INTO thing (amount) VALUES (1)", &[])?)).await;
        assert_eq!(late.unwrap_err().kind(), Kind::Closed);
        assert_eq!(store.read(|c| c.exists("SELECT 1", &[])).await.unwrap_err().kind(), Kind::Closed);
        store.close();
        let made = world.store().read(|c| Ok(c.all("SELECT key FROM thing", &[], |row| row.get::<i64>(0))?.len())).await;
        assert_eq!(made.unwrap(), done_before);
    }

    async fn the_last_handle_closes_the_store_and_leaves_what_was_written(world: &World) {
        let store = world.open(crate::world::TABLES).unwrap();
        store.write(|c| done(c.execute("INSERT INTO thing (amount) VALUES (1)", &[])?)).await.unwrap().unwrap();
        drop(store);
        assert!(world.store().read(|c| c.exists("SELECT 1 FROM thing", &[])).await.unwrap());
    }

    async fn a_caller_that_has_gone_away_is_not_served(world: &World) {
        let store = world.store();
        let mut write = Box::pin(store.write(|c| done(c.execute("INSERT INTO thing (amount) VALUES (1)", &[])?)));
        let (go, hold) = std::sync::mpsc::channel::<()>();
        // Every thread that could serve it is held until it has been dropped.
        let hold = std::sync::Arc::new(std::sync::Mutex::new(hold));
        let holders: Vec<_> = (0..8).map(|_| {
            let (store, hold) = (store.clone(), std::sync::Arc::clone(&hold));
            tokio::spawn(async move { store.write(move |_| {
                hold.lock().unwrap().recv().unwrap_err();
                Ok(Outcome::<(), _>::Refused(()))
            }).await })
        }).collect();
        tokio::task::yield_now().await;
        tokio::select! {
            biased;
            end = &mut write => panic!("nobody could serve it: {end:?}"),
            () = tokio::task::yield_now() => {}
        }
        drop(write);
        drop(go);
        for holder in holders {
            holder.await.unwrap().unwrap().unwrap_err();
        }
        assert!(!store.read(|c| c.exists("SELECT 1 FROM thing", &[])).await.unwrap());
    }
}

#[tokio::test]
async fn a_connection_that_was_ended_between_two_calls_is_made_again() {
    let world = World::postgres();
    let store = world.store();
    for _ in 0..3 {
        end_other_connections(store).await;
        let reads: Vec<_> = (0..16)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.read(|c| c.exists("SELECT 1", &[])).await })
            })
            .collect();
        for read in reads {
            assert!(read.await.unwrap().unwrap());
        }
    }
}

#[tokio::test]
async fn a_write_whose_connection_is_ended_before_its_commit_is_run_again() {
    let world = World::postgres();
    let store = world.store();
    let mut runs = 0;
    let (store_runs, turns) = std::sync::mpsc::channel();
    let end = store
        .write(move |c| {
            runs += 1;
            store_runs.send(runs).unwrap();
            c.execute("INSERT INTO thing (name) VALUES ('once')", &[])?;
            if runs == 1 {
                let end = c.exists("SELECT 1 WHERE pg_terminate_backend(pg_backend_pid())", &[]);
                assert_eq!(end.unwrap_err().kind(), Kind::Lost);
            }
            done(runs)
        })
        .await;
    assert_eq!(end.unwrap(), Ok(2));
    assert_eq!(turns.iter().count(), 2);
    assert!(store.read(|c| c.exists("SELECT 1 FROM thing WHERE name = 'once'", &[])).await.unwrap());
    assert_eq!(store.stats().reopened, 1);
}

#[tokio::test]
async fn statements_that_the_server_has_forgotten_are_prepared_again() {
    let world = World::postgres();
    let store = world.store();
    let select = |c: &mut dyn db::Conn| c.one("SELECT $1", &[7.into()], |row| row.get::<i64>(0));
    for _ in 0..8 {
        let seven = store
            .write(move |c| {
                let seven = select(c)?;
                c.execute("DEALLOCATE ALL", &[])?;
                done(seven)
            })
            .await;
        assert_eq!(seven.unwrap(), Ok(7));
        assert_eq!(store.read(select).await.unwrap(), 7);
    }
}

async fn end_other_connections(store: &db::Store) {
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    store.read(move |c| c.exists(sql, &[])).await.unwrap();
}
