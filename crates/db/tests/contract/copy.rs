//! Whole stores are copied, between engines too, or not at all.

use crate::world::{TABLES, World, done};
use db::copy::{Failure, Moved, Plan, Report, Step, Watch, backup, migrate, restore};
use db::{Conn, Migration, Store, text_index};
use std::path::PathBuf;
use tempfile::TempDir;

/// So many rows that a table has more than one page.
const ROWS: i64 = 4_500;

const PLAN: Plan = Plan { migrations: TABLES, finish: index };

/// Makes the text index from the rows, as a program does that knows what they mean.
fn index(c: &mut dyn Conn) -> db::Result<()> {
    let names = c.all("SELECT key, name FROM thing WHERE name IS NOT NULL", &[], |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
    })?;
    names.iter().try_for_each(|(key, name)| text_index::put(c, "thing_text", *key, name))
}

#[derive(Default)]
struct Quiet {
    counts: bool,
    /// Stops at the first sign of this.
    stops_at: Option<Step>,
    seen: Vec<(Step, u64, Option<u64>)>,
}

impl Watch for Quiet {
    fn counts(&self) -> bool {
        self.counts
    }

    fn moved(&mut self, moved: Moved<'_>) {
        self.seen.push((moved.step, moved.done, moved.all));
    }

    fn stopped(&self) -> bool {
        self.seen.iter().any(|(step, ..)| Some(*step) == self.stops_at)
    }
}

/// A store with every kind of value, in a closed state.
async fn filled(world: &World) {
    let store = world.store();
    let end = store.write(|c| {
        for row in 0..ROWS {
            let (name, data) = (format!("näme {row}\u{1F600}"), row.to_le_bytes().to_vec());
            c.execute(
                "INSERT INTO thing (name, data, amount) VALUES ($1, $2, $3)",
                &[(&name).into(), (&data).into(), (-row * 7).into()],
            )?;
        }
        c.execute("INSERT INTO thing (key, id, name, data, note) VALUES (-9, NULL, NULL, NULL, '')", &[])?;
        c.execute(
            "INSERT INTO thing (key, id, amount) VALUES (9000, $1, $2)",
            &[[7; 16].into(), i64::MIN.into()],
        )?;
        for name in ["", "b", "A", "a", "ä", "Z"] {
            c.execute("INSERT INTO counter (name, amount) VALUES ($1, 1)", &[name.into()])?;
        }
        done(())
    });
    end.await.unwrap().unwrap();
    store.close();
}

/// Everything in the tables, written down.
async fn content(store: &Store) -> Vec<String> {
    let read = |c: &mut dyn Conn| {
        let things =
            c.all("SELECT key, id, name, data, amount, note FROM thing ORDER BY key", &[], |row| {
                let mut r = row.columns();
                let (key, id): (i64, Option<Vec<u8>>) = (r.next()?, r.next()?);
                let (name, data): (Option<String>, Option<Vec<u8>>) = (r.next()?, r.next()?);
                let (amount, note): (Option<i64>, String) = (r.next()?, r.next()?);
                Ok(format!("{key} {id:?} {name:?} {data:?} {amount:?} {note:?}"))
            })?;
        let counters = c.all("SELECT name, amount FROM counter ORDER BY name", &[], |row| {
            Ok(format!("{} {}", row.get::<String>(0)?, row.get::<i64>(1)?))
        })?;
        Ok([things, counters].concat())
    };
    store.read(read).await.unwrap()
}

async fn is_whole(world: &World, expected: &[String]) {
    let store = world.open(TABLES).unwrap();
    assert!(content(&store).await == expected, "the copy holds what the source held");
    let found = store.read(|c| text_index::candidates(c, "thing_text", "me 4321", 0, 10)).await.unwrap();
    assert_eq!(found.len(), 1, "the text index is there");
    let next = store.write(|c| {
        done(c.one("INSERT INTO thing (amount) VALUES (1) RETURNING key", &[], |row| row.get::<i64>(0))?)
    });
    assert_eq!(next.await.unwrap(), Ok(9001), "numbers go on behind the highest");
    store.close();
}

fn rows_of(report: &Report) -> Vec<(&str, u64)> {
    report.tables.iter().map(|(name, total)| (name.as_str(), total.rows)).collect()
}

/// The functions block, and the driver must not run on a runtime's thread.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

fn refused<T: std::fmt::Debug>(end: Result<T, Failure>) -> String {
    end.expect_err("a refusal").to_string()
}

struct File {
    _folder: TempDir,
    path: PathBuf,
}

fn file() -> File {
    let folder = TempDir::new().unwrap();
    File { path: folder.path().join("backup"), _folder: folder }
}

on_both! {
    async fn a_backup_is_restored_on_either_engine(world: &World) {
        filled(world).await;
        let again = world.open(TABLES).unwrap();
        let expected = content(&again).await;
        again.close();
        let file = file();
        let written = apart(|| backup(&world.config(), &file.path, &PLAN, &mut Quiet::default())).unwrap();
        assert_eq!(rows_of(&written), [("counter", 6), ("thing", 4_502)]);
        for target in [World::sqlite(), World::postgres()] {
            let restored = apart(|| restore(&file.path, &target.config(), &PLAN, &mut Quiet::default()));
            assert_eq!(restored.unwrap(), written, "the digests are the same on both engines");
            is_whole(&target, &expected).await;
        }
    }

    async fn a_store_is_migrated_to_either_engine_and_keeps_what_it_has(world: &World) {
        filled(world).await;
        let mut reports = Vec::new();
        for target in [World::sqlite(), World::postgres()] {
            let mut watch = Quiet { counts: true, ..Quiet::default() };
            reports.push(apart(|| migrate(&world.config(), &target.config(), &PLAN, &mut watch)).unwrap());
            let again = world.open(TABLES).unwrap();
            is_whole(&target, &content(&again).await).await;
            again.close();
            for step in [Step::Copy, Step::Check] {
                let last = watch.seen.iter().rfind(|(seen, ..)| *seen == step).unwrap();
                assert_eq!((last.1, last.2), (4_508, Some(4_508)), "the watcher saw it come to its end");
            }
        }
        assert_eq!(reports[0], reports[1]);
    }

    async fn a_place_with_something_in_it_is_refused_and_left_as_it_is(world: &World) {
        let (source, file) = (World::sqlite(), file());
        filled(&source).await;
        backup(&source.config(), &file.path, &PLAN, &mut Quiet::default()).unwrap();
        world.open(TABLES).unwrap().close();
        let told = refused(apart(|| restore(&file.path, &world.config(), &PLAN, &mut Quiet::default())));
        assert!(told.contains("is there already") || told.contains("is not empty"), "{told}");
        let told = refused(apart(|| migrate(&source.config(), &world.config(), &PLAN, &mut Quiet::default())));
        assert!(told.contains("is there already") || told.contains("is not empty"), "{told}");
        let store = world.open(TABLES).unwrap();
        assert_eq!(content(&store).await, Vec::<String>::new());
        store.close();
    }

    async fn a_copy_that_is_stopped_leaves_nothing_behind(world: &World) {
        let (source, file) = (World::sqlite(), file());
        filled(&source).await;
        backup(&source.config(), &file.path, &PLAN, &mut Quiet::default()).unwrap();
        for step in [Step::Copy, Step::Check] {
            let mut watch = Quiet { stops_at: Some(step), ..Quiet::default() };
            let told = refused(apart(|| restore(&file.path, &world.config(), &PLAN, &mut watch)));
            assert_eq!(told, "stopped; nothing was kept");
        }
        // The place is as empty as before.
        apart(|| restore(&file.path, &world.config(), &PLAN, &mut Quiet::default())).unwrap();
    }

    async fn an_older_store_is_copied_and_brought_up_to_date(world: &World) {
        let older = &TABLES[..1];
        let store = world.open(older).unwrap();
        store.write(|c| done(c.execute("INSERT INTO thing (name) VALUES ('early')", &[])?)).await.unwrap().unwrap();
        store.close();
        let file = file();
        apart(|| backup(&world.config(), &file.path, &PLAN, &mut Quiet::default())).unwrap();
        for target in [World::sqlite(), World::postgres()] {
            apart(|| restore(&file.path, &target.config(), &PLAN, &mut Quiet::default())).unwrap();
            let store = target.open(TABLES).unwrap();
            let found = store.read(|c| text_index::candidates(c, "thing_text", "arl", 0, 10)).await.unwrap();
            assert_eq!(found, [1]);
            store.close();
        }
    }

    async fn a_newer_or_another_store_is_refused(world: &World) {
        filled(world).await;
        let file = file();
        let plan = Plan { migrations: &TABLES[..1], finish: |_| Ok(()) };
        let told = refused(apart(|| backup(&world.config(), &file.path, &plan, &mut Quiet::default())));
        assert!(told.contains("newer version") && told.contains("migration 2, search"), "{told}");
        assert!(!file.path.exists());
        apart(|| backup(&world.config(), &file.path, &PLAN, &mut Quiet::default())).unwrap();
        let target = World::sqlite();
        let told = refused(apart(|| restore(&file.path, &target.config(), &plan, &mut Quiet::default())));
        assert!(told.contains("newer version") && told.contains("migration 2, search"), "{told}");
        let plan = Plan { migrations: OTHER, finish: |_| Ok(()) };
        let told = refused(apart(|| restore(&file.path, &target.config(), &plan, &mut Quiet::default())));
        assert!(told.contains("migration 1, things, is not the one"), "{told}");
    }

    async fn a_copy_that_is_not_what_was_read_is_not_kept(world: &World) {
        let (migrations, file) = (if world.is_sqlite() { SPOILS_SQLITE } else { SPOILS_POSTGRES }, file());
        let plan = Plan { migrations, finish: |_| Ok(()) };
        let store = world.open(migrations).unwrap();
        store.write(|c| done(c.execute("INSERT INTO one (key, amount) VALUES (1, 1)", &[])?)).await.unwrap().unwrap();
        store.close();
        apart(|| backup(&world.config(), &file.path, &plan, &mut Quiet::default())).unwrap();
        let target = if world.is_sqlite() { World::sqlite() } else { World::postgres() };
        let told = refused(apart(|| restore(&file.path, &target.config(), &plan, &mut Quiet::default())));
        assert!(told.contains("the copy of the table one is not what was read (1 rows read, 1 written"), "{told}");
        // Nothing stands there: another plan finds the place empty.
        target.open(TABLES).unwrap().close();
    }
}

const OTHER: &[Migration] = &[
    Migration { number: 1, name: "things", sql: "CREATE TABLE other (key @key) @rows;" },
    Migration { number: 2, name: "search", sql: "@text_index thing_text;" },
];

/// Tables that change what is written into them.
const SPOILS_SQLITE: &[Migration] = &[Migration {
    number: 1,
    name: "spoils",
    sql: "CREATE TABLE one (key @key, amount @int) @rows;
          CREATE TRIGGER spoil AFTER INSERT ON one BEGIN UPDATE one SET amount = amount + 1; END;",
}];
const SPOILS_POSTGRES: &[Migration] = &[Migration {
    number: 1,
    name: "spoils",
    sql: "CREATE TABLE one (key @key, amount @int) @rows;
          CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.amount = NEW.amount + 1; RETURN NEW; END';
          CREATE TRIGGER spoil BEFORE INSERT ON one FOR EACH ROW EXECUTE FUNCTION spoil();",
}];

/// A small store in a file.
async fn small() -> File {
    let (world, file) = (World::sqlite(), file());
    let write = world.store().write(|c| {
        c.execute("INSERT INTO thing (name, data) VALUES ('one', x'0102'), (NULL, NULL)", &[])?;
        done(c.execute("INSERT INTO counter (name, amount) VALUES ('c', 3)", &[])?)
    });
    write.await.unwrap().unwrap();
    world.store().close();
    backup(&world.config(), &file.path, &PLAN, &mut Quiet::default()).unwrap();
    file
}

/// What restoring these bytes comes to; nothing may be left when it is refused.
fn restoring(bytes: &[u8]) -> Option<String> {
    let (world, file) = (World::sqlite(), file());
    std::fs::write(&file.path, bytes).unwrap();
    let end = restore(&file.path, &world.config(), &PLAN, &mut Quiet::default());
    if end.is_err() {
        assert_eq!(std::fs::read_dir(world.folder()).unwrap().count(), 0, "nothing is left behind");
    }
    end.err().map(|failure| failure.to_string())
}

#[tokio::test]
async fn a_backup_that_is_cut_off_anywhere_is_refused() {
    let whole = std::fs::read(small().await.path).unwrap();
    assert_eq!(restoring(&whole), None);
    for length in 0..whole.len() {
        let told = restoring(&whole[..length]).expect("it is refused");
        let expected = if length < 16 { "not a backup" } else { "cut off" };
        assert!(told.contains(expected), "{length}: {told}");
    }
    let told = restoring(&[&whole[..], b"\0"].concat()).expect("it is refused");
    assert!(told.contains("something follows its end"), "{told}");
}

#[tokio::test]
async fn a_backup_with_any_bit_flipped_is_refused() {
    let whole = std::fs::read(small().await.path).unwrap();
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        assert!(restoring(&bytes).is_some(), "byte {place} of {}", whole.len());
    }
}

#[tokio::test]
async fn the_file_is_closed_to_others_and_what_is_there_is_not_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let file = small().await;
    assert_eq!(std::fs::metadata(&file.path).unwrap().permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&file.path).unwrap();
    let world = World::sqlite();
    world.open(TABLES).unwrap().close();
    let told = refused(backup(&world.config(), &file.path, &PLAN, &mut Quiet::default()));
    assert!(told.contains("is there already"), "{told}");
    assert_eq!(std::fs::read(&file.path).unwrap(), before);
}

#[tokio::test]
async fn a_log_left_of_another_store_is_refused() {
    let (world, file) = (World::sqlite(), small().await);
    let log = world.folder().join("store.db-wal");
    std::fs::write(&log, "of another").unwrap();
    let told = refused(restore(&file.path, &world.config(), &PLAN, &mut Quiet::default()));
    assert!(told.contains("store.db-wal is there already"), "{told}");
    std::fs::remove_file(log).unwrap();
    // What a killed process has left is used anew.
    std::fs::write(world.folder().join("store.db.partial"), "half a store").unwrap();
    restore(&file.path, &world.config(), &PLAN, &mut Quiet::default()).unwrap();
}

#[tokio::test]
async fn a_store_that_is_open_elsewhere_and_a_place_without_a_store_are_refused() {
    let (world, file) = (World::sqlite(), file());
    let told = refused(backup(&world.config(), &file.path, &PLAN, &mut Quiet::default()));
    assert!(told.contains("there is no store"), "{told}");
    std::fs::write(world.folder().join("store.db"), "Dear store, this is a letter. ".repeat(50)).unwrap();
    let told = refused(backup(&world.config(), &file.path, &PLAN, &mut Quiet::default()));
    assert!(told.contains("there is no store"), "{told}");
    std::fs::remove_file(world.folder().join("store.db")).unwrap();
    let store = world.store();
    let told = refused(backup(&world.config(), &file.path, &PLAN, &mut Quiet::default()));
    assert!(told.contains("another process has") && told.contains("stop the server"), "{told}");
    store.close();
    backup(&world.config(), &file.path, &PLAN, &mut Quiet::default()).unwrap();
    let empty = World::postgres();
    let told =
        refused(apart(|| migrate(&empty.config(), &World::sqlite().config(), &PLAN, &mut Quiet::default())));
    assert!(told.contains("there is no store"), "{told}");
}
