//! A store of a test's own.

use db::{Config, Engine, Store};
use tempfile::TempDir;

/// A store that is gone with this value.
pub struct TestStore {
    /// The store.
    pub store: Store,
    _place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Database { _database: TestDatabase },
}

/// An empty database of the private PostgreSQL that `./test` starts. It is gone with this value, whoever is connected.
pub struct TestDatabase {
    cluster: String,
    name: String,
}

impl TestDatabase {
    /// A database with nothing in it.
    pub fn new() -> Self {
        let (cluster, name) = (cluster(), format!("t_{}", random_name()));
        execute(&cluster, &format!("CREATE DATABASE {name}"));
        Self { cluster, name }
    }

    /// Where it is, as `--database` takes it.
    pub fn url(&self) -> String {
        with_database(&self.cluster, &self.name)
    }
}

impl Default for TestDatabase {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        execute(&self.cluster, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

impl TestStore {
    /// A migrated store in a folder, or in a database of the private PostgreSQL that `./test` starts.
    pub fn on(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let store = open(Config::sqlite(folder.path().join("provisor.db")));
                Self { store, _place: Place::Folder { _folder: folder } }
            }
            Engine::Postgres => {
                let database = TestDatabase::new();
                let mut config = Config::postgres(database.url());
                config.connections = 3;
                Self { store: open(config), _place: Place::Database { _database: database } }
            }
        }
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        self.store.close();
    }
}

/// Opening blocks, and the PostgreSQL client may not be used on a runtime's thread.
fn open(config: Config) -> Store {
    std::thread::spawn(move || Store::open(config, directory::MIGRATIONS).expect("a store")).join().unwrap()
}

fn execute(url: &str, sql: &str) {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    let done = std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("the private PostgreSQL");
        client.batch_execute(&sql).expect("a statement about databases");
    });
    done.join().unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test command tells by this variable where its PostgreSQL is"
)]
fn cluster() -> String {
    std::env::var("PROVISOR_TEST_POSTGRES")
        .expect("no PostgreSQL for tests: run them by `./test`, or `./test --only ..`")
}

#[expect(clippy::disallowed_methods, reason = "databases of parallel tests need different names")]
fn random_name() -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("randomness");
    bytes.iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"))
}

fn with_database(url: &str, name: &str) -> String {
    let (server, query) = url.split_once('?').map_or((url, None), |(server, query)| (server, Some(query)));
    let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
    query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))
}
