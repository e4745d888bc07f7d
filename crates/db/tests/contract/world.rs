//! A store of its own for each test, on either engine.

use db::{Config, Migration, Outcome, Result, Store};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;
use std::thread;
use tempfile::TempDir;

/// The tables that most tests use.
pub const TABLES: &[Migration] = &[
    Migration {
        number: 1,
        name: "things",
        sql: "-- what tests write; 'quotes' and an @address in a comment stay
              CREATE TABLE thing (
                  key @key,
                  id @id,
                  name @text UNIQUE,
                  data @bytes,
                  amount @int,
                  note @text NOT NULL DEFAULT 'a@b.example'
              ) @rows;
              CREATE TABLE counter (name @text NOT NULL, amount @int NOT NULL, PRIMARY KEY (name)) @clustered;",
    },
    Migration { number: 2, name: "search", sql: "@text_index thing_text;" },
];

/// A place for stores: a folder or a database of its own, gone when the test ends.
pub struct World {
    place: Place,
    opened: OnceLock<Store>,
}

enum Place {
    Folder(TempDir),
    Database { admin: String, name: String },
}

impl World {
    pub fn sqlite() -> Self {
        Self::at(Place::Folder(TempDir::new().expect("a temporary folder")))
    }

    pub fn postgres() -> Self {
        let (admin, name) = (admin_url(), format!("db_{:016x}", RandomState::new().build_hasher().finish()));
        // An order of its own, so that it shows when the schema does not ask for the order of bytes.
        let order = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'de'";
        administer(&admin, &format!("CREATE DATABASE {name} {order}"));
        Self::at(Place::Database { admin, name })
    }

    fn at(place: Place) -> Self {
        Self { place, opened: OnceLock::new() }
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.place, Place::Folder(_))
    }

    /// The folder of a SQLite store.
    pub fn folder(&self) -> &std::path::Path {
        match &self.place {
            Place::Folder(folder) => folder.path(),
            Place::Database { .. } => panic!("a database has no folder"),
        }
    }

    /// What a store in this place is opened with.
    pub fn config(&self) -> Config {
        match &self.place {
            Place::Folder(folder) => Config::sqlite(folder.path().join("store.db")),
            Place::Database { admin, name } => Config::postgres(with_database(admin, name)),
        }
    }

    /// The store of this world, with [`TABLES`].
    pub fn store(&self) -> &Store {
        self.opened.get_or_init(|| self.open(TABLES).expect("the store opens"))
    }

    /// One more store in the same place.
    pub fn open(&self, migrations: &'static [Migration]) -> Result<Store> {
        Store::open(self.config(), migrations)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(store) = self.opened.get() {
            store.close();
        }
        if let Place::Database { admin, name } = &self.place {
            administer(admin, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// A closure's end that cannot be a refusal.
#[expect(clippy::unnecessary_wraps, reason = "it is the last word of closures that can fail")]
pub fn done<T>(value: T) -> Result<Outcome<T, &'static str>> {
    Ok(Outcome::Done(value))
}

#[expect(clippy::disallowed_methods, reason = "./test says where the server of the tests is")]
pub fn admin_url() -> String {
    std::env::var("PROVISOR_TEST_POSTGRES")
        .expect("PROVISOR_TEST_POSTGRES does not name a PostgreSQL server: run ./test, which starts one")
}

fn with_database(url: &str, name: &str) -> String {
    let (base, options) = url.split_once('?').map_or((url, None), |(base, options)| (base, Some(options)));
    let (scheme, rest) = base.split_once("://").expect("a URL");
    let server = rest.split('/').next().unwrap_or_default();
    options.map_or_else(
        || format!("{scheme}://{server}/{name}"),
        |options| format!("{scheme}://{server}/{name}?{options}"),
    )
}

/// On a thread of its own, because the driver must not run on a runtime's thread.
fn administer(url: &str, sql: &str) {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    let run = move || {
        let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("the server of the tests");
        client.batch_execute(&sql).expect("the server of the tests takes it");
    };
    thread::spawn(run).join().expect("the server of the tests answers");
}
