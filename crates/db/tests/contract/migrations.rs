//! The schema is brought up to date once, and never on doubt.

use crate::world::{TABLES, done};
use db::{Kind, Migration, Store};

const FIRST: Migration =
    Migration { number: 1, name: "first", sql: "CREATE TABLE one (key @key, name @text NOT NULL) @rows;" };
const CHANGED: Migration =
    Migration { number: 1, name: "first", sql: "CREATE TABLE one (key @key, name @text) @rows;" };
const SECOND: Migration = Migration {
    number: 2,
    name: "second",
    sql: "CREATE TABLE two (key @key) @rows; INSERT INTO one (name) VALUES ('x');",
};
const BROKEN: Migration = Migration {
    number: 2,
    name: "broken",
    sql: "CREATE TABLE two (key @key) @rows; INSERT INTO nowhere VALUES (1);",
};
const UNKNOWN_WORD: Migration =
    Migration { number: 1, name: "word", sql: "CREATE TABLE one (key @number) @rows;" };

fn refused(end: db::Result<Store>) -> String {
    let error = end.err().expect("a refusal");
    assert_eq!(error.kind(), Kind::Schema);
    error.to_string()
}

async fn rows(store: &Store) -> usize {
    store.read(|c| Ok(c.all("SELECT key FROM one", &[], |row| row.get::<i64>(0))?.len())).await.unwrap()
}

on_both! {
    async fn each_migration_is_run_once(world: &World) {
        world.open(&[FIRST]).unwrap().close();
        world.open(&[FIRST, SECOND]).unwrap().close();
        let store = world.open(&[FIRST, SECOND]).unwrap();
        assert_eq!(rows(&store).await, 1);
        store.close();
    }

    async fn a_changed_migration_is_refused(world: &World) {
        world.open(&[FIRST]).unwrap().close();
        let told = refused(world.open(&[CHANGED, SECOND]));
        assert!(told.contains("migration 1, first, was changed"), "{told}");
        world.open(&[FIRST]).unwrap().close();
    }

    async fn a_newer_store_is_refused(world: &World) {
        world.open(&[FIRST, SECOND]).unwrap().close();
        let told = refused(world.open(&[FIRST]));
        assert!(told.contains("newer version of this program (migration 2, second)"), "{told}");
    }

    async fn a_migration_that_fails_leaves_nothing_behind(world: &World) {
        let told = refused(world.open(&[FIRST, BROKEN]));
        assert!(told.contains("migration 2, broken"), "{told}");
        let store = world.open(&[FIRST, SECOND]).unwrap();
        assert_eq!(rows(&store).await, 1);
        store.close();
    }

    async fn a_word_that_nobody_knows_is_refused(world: &World) {
        let told = refused(world.open(&[UNKNOWN_WORD]));
        assert!(told.contains("@number is not a word of migrations"), "{told}");
    }

    async fn numbers_that_do_not_ascend_are_refused(world: &World) {
        refused(world.open(&[SECOND, FIRST]));
        refused(world.open(&[FIRST, FIRST]));
    }

    async fn several_programs_may_start_at_the_same_moment(world: &World) {
        let start = std::sync::Barrier::new(6);
        let open = || {
            start.wait();
            world.open(TABLES).map(|store| store.close())
        };
        let ends: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(ends.iter().all(Result::is_ok), "{ends:?}");
        let applied = |c: &mut dyn db::Conn| c.all("SELECT number FROM store_migrations ORDER BY number", &[], |row| row.get::<i64>(0));
        assert_eq!(world.store().read(applied).await.unwrap(), [1, 2]);
    }

    async fn quoted_text_in_a_migration_stays_as_it_is(world: &World) {
        let note = world.store().write(|c| {
            done(c.one("INSERT INTO thing (name) VALUES ('x') RETURNING note", &[], |row| row.get::<String>(0))?)
        }).await.unwrap().unwrap();
        assert_eq!(note, "a@b.example");
    }
}
