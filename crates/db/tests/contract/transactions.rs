//! What a transaction keeps, what it undoes, and what it tells.

use crate::world::done;
use db::{Conn, Kind, Meter, Outcome, Result, Store};

fn insert(c: &mut dyn Conn, name: &str) -> Result<u64> {
    c.execute("INSERT INTO thing (name) VALUES ($1)", &[name.into()])
}

fn send(c: &mut dyn Conn, name: &str) -> Result<()> {
    c.send("INSERT INTO thing (name) VALUES ($1)", &[name.into()])
}

async fn names(store: &Store) -> Vec<String> {
    let read = |c: &mut dyn Conn| {
        c.all("SELECT name FROM thing WHERE name IS NOT NULL ORDER BY name", &[], |row| row.get(0))
    };
    store.read(read).await.expect("a plain read")
}

on_both! {
    async fn a_conflict_is_a_value_when_it_is_asked_for_as_one(world: &World) {
        let ends = world.store().write(|c| {
            let sql = "INSERT INTO thing (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING key";
            let first = c.optional(sql, &["ann".into()], |row| row.get::<i64>(0))?;
            let second = c.optional(sql, &["ann".into()], |row| row.get::<i64>(0))?;
            insert(c, "bob")?;
            done((first.is_some(), second.is_some()))
        }).await.unwrap().unwrap();
        assert_eq!(ends, (true, false));
        assert_eq!(names(world.store()).await, ["ann", "bob"]);
    }

    async fn a_failed_statement_that_is_passed_over_never_ends_in_success(world: &World) {
        let end = world.store().write(|c| {
            insert(c, "ann")?;
            let again = insert(c, "ann");
            assert_eq!(again.unwrap_err().kind(), Kind::Constraint);
            done(())
        }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Constraint);
        assert!(names(world.store()).await.is_empty());
    }

    async fn every_call_after_a_failed_statement_answers_its_error(world: &World) {
        let end = world.store().write(|c| {
            insert(c, "ann")?;
            assert_eq!(insert(c, "ann").unwrap_err().kind(), Kind::Constraint);
            assert_eq!(insert(c, "bob").unwrap_err().kind(), Kind::Constraint);
            assert_eq!(c.exists("SELECT 1", &[]).unwrap_err().kind(), Kind::Constraint);
            Ok(Outcome::<(), _>::Kept("kept"))
        }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Constraint);
        assert!(names(world.store()).await.is_empty());
    }

    async fn a_failed_statement_spoils_a_read_too(world: &World) {
        let end = world.store().read(|c| {
            assert!(c.exists("SELECT 1 FROM nowhere", &[]).is_err());
            Ok(())
        }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Schema);
    }

    async fn the_next_transaction_knows_nothing_of_a_failure(world: &World) {
        let failing = world.store().write(|c| done(c.execute("INSERT INTO nowhere VALUES (1)", &[])?)).await;
        assert_eq!(failing.unwrap_err().kind(), Kind::Schema);
        world.store().write(|c| done(insert(c, "ann")?)).await.unwrap().unwrap();
        assert_eq!(names(world.store()).await, ["ann"]);
    }

    async fn what_is_sent_is_seen_by_the_next_statement_and_kept_by_the_commit(world: &World) {
        let meter = Meter::new();
        let work = Meter::scope(meter.clone(), world.store().write(|c| {
            let id = [7; 16];
            c.send(
                "INSERT INTO thing (name, id, data, amount) VALUES ($1, $2, $3, $4)",
                &["ann".into(), id.into(), (&[1_u8, 2][..]).into(), (-5_i64).into()],
            )?;
            send(c, "bob")?;
            let seen = c.one("SELECT count(*) FROM thing", &[], |row| row.get::<i64>(0))?;
            c.send("UPDATE thing SET amount = $2 WHERE name = $1", &["bob".into(), None::<i64>.into()])?;
            Ok(Outcome::<_, ()>::Done(seen))
        }));
        assert_eq!(work.await.unwrap(), Ok(2));
        assert_eq!(meter.rows(), 4, "two inserted, one answered, one changed");
        let rows = world.store().read(|c| {
            c.all("SELECT name, id, data, amount FROM thing ORDER BY name", &[], |row| {
                let mut r = row.columns();
                Ok((r.next::<String>()?, r.next::<Option<[u8; 16]>>()?, r.next::<Option<Vec<u8>>>()?, r.next::<Option<i64>>()?))
            })
        }).await.unwrap();
        assert_eq!(rows, [("ann".to_owned(), Some([7; 16]), Some(vec![1, 2]), Some(-5)), ("bob".to_owned(), None, None, None)]);
    }

    async fn a_failure_of_what_was_sent_last_fails_the_commit(world: &World) {
        let end = world.store().write(|c| {
            send(c, "ann")?;
            // It may be told now or at the end.
            let _told = send(c, "ann");
            done(())
        }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Constraint);
        assert!(names(world.store()).await.is_empty());
        assert_eq!(world.store().stats().commits_failed, 0);
        world.store().write(|c| done(send(c, "ann")?)).await.unwrap().unwrap();
        assert_eq!(names(world.store()).await, ["ann"]);
    }

    async fn a_failure_of_what_was_sent_is_that_of_the_next_call(world: &World) {
        let end = world.store().write(|c| {
            let sent = send(c, "ann").and_then(|()| send(c, "ann"));
            let asked = sent.and_then(|()| c.exists("SELECT 1 FROM nowhere", &[]).map(drop));
            assert_eq!(asked.unwrap_err().kind(), Kind::Constraint);
            assert_eq!(insert(c, "bob").unwrap_err().kind(), Kind::Constraint);
            Ok(Outcome::<(), _>::Kept("kept"))
        }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Constraint);
        assert!(names(world.store()).await.is_empty());
    }

    async fn what_was_sent_is_undone_by_a_refusal(world: &World) {
        let end = world.store().write(|c| {
            send(c, "ann")?;
            Ok(Outcome::<(), _>::Refused("no"))
        }).await;
        assert_eq!(end.unwrap(), Err("no"));
        assert!(names(world.store()).await.is_empty());
    }

    async fn an_error_of_a_row_reader_does_not_poison(world: &World) {
        world.store().write(|c| {
            insert(c, "ann")?;
            assert!(c.all("SELECT name FROM thing", &[], |row| row.get::<i64>(0)).is_err());
            done(insert(c, "bob")?)
        }).await.unwrap().unwrap();
        assert_eq!(names(world.store()).await, ["ann", "bob"]);
    }

    async fn a_refusal_undoes_what_was_written(world: &World) {
        let end = world.store().write(|c| {
            insert(c, "ann")?;
            Ok(Outcome::<(), _>::Refused("no"))
        }).await.unwrap();
        assert_eq!(end, Err("no"));
        assert!(names(world.store()).await.is_empty());
    }

    async fn a_kept_refusal_keeps_what_was_written(world: &World) {
        let end = world.store().write(|c| {
            insert(c, "ann")?;
            Ok(Outcome::<(), _>::Refused("no").but_keep())
        }).await.unwrap();
        assert_eq!(end, Err("no"));
        assert_eq!(names(world.store()).await, ["ann"]);
    }

    async fn an_error_undoes_what_was_written(world: &World) {
        let end = world.store().write(|c| {
            insert(c, "ann")?;
            Err::<Outcome<(), ()>, _>(db::Error::schema("an unknown word"))
        }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Schema);
        assert!(names(world.store()).await.is_empty());
    }

    async fn a_panic_undoes_what_was_written_and_harms_nobody_else(world: &World) {
        let end = world.store().write(|c| {
            insert(c, "ann")?;
            assert!(c.exists("SELECT 1 FROM thing WHERE name = 'bob'", &[])?, "a panic on purpose");
            done(())
        }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Panicked);
        let end = world.store().read(|_| if true { panic!("a panic on purpose") } else { Ok(()) }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Panicked);
        world.store().write(|c| done(insert(c, "bob")?)).await.unwrap().unwrap();
        assert_eq!(names(world.store()).await, ["bob"]);
        assert_eq!(world.store().stats().panics, 2);
    }

    async fn a_read_cannot_write(world: &World) {
        let end = world.store().read(|c| insert(c, "ann")).await;
        assert!(end.is_err());
        assert!(names(world.store()).await.is_empty());
    }

    async fn a_read_sees_one_moment(world: &World) {
        let store = world.store().clone();
        let (seen, go) = (std::sync::mpsc::channel(), std::sync::mpsc::channel());
        let count = |c: &mut dyn Conn| c.all("SELECT key FROM thing", &[], |row| row.get::<i64>(0)).map(|all| all.len());
        let reading = tokio::spawn(async move {
            store.read(move |c| {
                let before = count(c)?;
                seen.0.send(()).unwrap();
                go.1.recv().unwrap();
                Ok((before, count(c)?))
            }).await
        });
        tokio::task::spawn_blocking(move || seen.1.recv().unwrap()).await.unwrap();
        world.store().write(|c| done(insert(c, "ann")?)).await.unwrap().unwrap();
        go.0.send(()).unwrap();
        assert_eq!(reading.await.unwrap().unwrap(), (0, 0));
        assert_eq!(names(world.store()).await, ["ann"]);
    }

    async fn a_write_is_seen_by_the_next_read(world: &World) {
        for turn in 0..20 {
            let name = format!("n{turn:02}");
            world.store().write(move |c| done(insert(c, &name)?)).await.unwrap().unwrap();
            assert_eq!(names(world.store()).await.len(), turn + 1);
        }
    }

    async fn a_meter_counts_the_rows_of_its_task_only(world: &World) {
        let meter = Meter::new();
        Meter::scope(meter.clone(), async {
            world.store().write(|c| done(c.execute("INSERT INTO thing (amount) VALUES (1), (2)", &[])?)).await.unwrap().unwrap();
            names(world.store()).await
                .len()
        }).await;
        names(world.store()).await;
        assert_eq!(meter.rows(), 2);
        assert!(meter.nanos() > 0);
    }
}
