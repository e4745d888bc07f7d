//! A store of a test's own.

use std::time::Duration;

use db::{Config, Engine, Store};
use tempfile::TempDir;

use crate::{Cable, TestDatabase};

/// A store that is gone with this value.
pub struct TestStore {
    /// The store.
    pub store: Store,
    place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Database(TestDatabase),
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
                let database = TestDatabase::migrated();
                let url = database.url();
                Self::in_database(database, url, 3)
            }
        }
    }

    /// A store in the private PostgreSQL, reached through a cable of its own by one connection: what was done once is known to it.
    pub fn over_a_cable() -> (Self, Cable) {
        let database = TestDatabase::migrated();
        let url = database.url();
        let server = server_of(&url);
        let cable = Cable::to(server);
        let near = url.replacen(server, &cable.address(), 1);
        (Self::in_database(database, near, 1), cable)
    }

    /// A store that reaches its database by `url`. Its doubts end soon.
    fn in_database(database: TestDatabase, url: String, connections: usize) -> Self {
        let mut config = Config::postgres(url);
        config.connections = connections;
        config.doubt = Duration::from_secs(5);
        Self { store: open(config), place: Place::Database(database) }
    }

    /// The URL of its database.
    ///
    /// # Panics
    /// When it is on SQLite.
    pub fn url(&self) -> String {
        let Place::Database(database) = &self.place else { panic!("a file has no URL") };
        database.url()
    }

    /// One more store in the same database, without a cable.
    ///
    /// # Panics
    /// When this one is on SQLite.
    pub fn beside(&self) -> Store {
        open(Config::postgres(self.url()))
    }
}

impl TestStore {
    /// The store as another node sees it: on PostgreSQL with connections of its own.
    pub fn another(&self) -> Store {
        match &self.place {
            Place::Folder { .. } => self.store.clone(),
            Place::Database(_) => self.beside(),
        }
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        self.store.close();
    }
}

/// Opens it and runs the migrations that are missing. Opening blocks, and the PostgreSQL client may not be used on a runtime's thread.
fn open(config: Config) -> Store {
    std::thread::spawn(move || Store::open(config, directory::MIGRATIONS).expect("a store")).join().unwrap()
}

/// `host:port` in a URL.
fn server_of(url: &str) -> &str {
    let (_, place) = url.split_once("://").expect("a URL");
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    place.split(['/', '?']).next().unwrap_or_default()
}
