//! A store of a test's own.

use db::{Config, Engine, Store};
use tempfile::TempDir;

/// A store that is gone with this value.
pub struct TestStore {
    /// The store.
    pub store: Store,
    place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Database { url: String, name: String },
}

impl TestStore {
    /// A migrated store in a folder, or in a database of the private PostgreSQL that `./test` starts.
    pub fn on(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let store = open(Config::sqlite(folder.path().join("provisor.db")));
                Self { store, place: Place::Folder { _folder: folder } }
            }
            Engine::Postgres => {
                let url = cluster();
                let name = format!("t_{}", random_name());
                execute(&url, &format!("CREATE DATABASE {name}"));
                let mut config = Config::postgres(with_database(&url, &name));
                config.connections = 3;
                Self { store: open(config), place: Place::Database { url, name } }
            }
        }
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        self.store.close();
        if let Place::Database { url, name } = &self.place {
            execute(url, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
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
