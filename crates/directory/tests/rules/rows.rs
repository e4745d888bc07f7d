//! A look at the rows under the core, and a hand in them where no use case reaches yet.

use std::collections::BTreeMap;

use db::{Conn, Outcome};
use model::UserKey;
use testkit::{Engine, World};
pub use testkit::{hex, rows};

/// Runs a statement on the store; how many rows it changed.
pub async fn sql(world: &World, statement: &str) -> u64 {
    let statement = statement.to_owned();
    let work = move |c: &mut dyn Conn| Ok(Outcome::<_, ()>::Done(c.execute(&statement, &[])?));
    world.directory.store().write(work).await.unwrap().unwrap()
}

/// The one number that a query answers.
pub async fn one(world: &World, query: &str) -> i64 {
    rows(world, query, 1).await.remove(0).remove(0).parse().unwrap()
}

/// How many rows a table has.
pub async fn count(world: &World, table: &str) -> i64 {
    one(world, &format!("SELECT count(*) FROM {table}")).await
}

/// How many rows each table has that records what happened or is.
pub async fn counts(world: &World) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for table in tables(world).await.into_iter().filter(|table| !table.starts_with("user_search")) {
        counts.insert(table.clone(), count(world, &table).await);
    }
    counts
}

/// The key of the user with this login in the first organisation.
pub async fn key_of(world: &World, login: &str) -> UserKey {
    let folded = model::fold::key(login);
    let query = format!("SELECT user_key FROM users WHERE org_key = 1 AND login_key = '{folded}'");
    UserKey(one(world, &query).await)
}

/// The tables of the store.
pub async fn tables(world: &World) -> Vec<String> {
    let query = match world.directory.store().engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
        Engine::Postgres => {
            "SELECT table_name::text FROM information_schema.tables
             WHERE table_schema = 'public' ORDER BY table_name"
        }
    };
    rows(world, query, 1).await.into_iter().flatten().collect()
}

/// The columns of a table.
pub async fn columns(world: &World, table: &str) -> Vec<String> {
    let query = match world.directory.store().engine() {
        Engine::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        Engine::Postgres => format!(
            "SELECT column_name::text FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
    };
    rows(world, &query, 1).await.into_iter().flatten().collect()
}

/// Bytes as a literal of the engine.
pub fn blob(world: &World, hex: &str) -> String {
    match world.directory.store().engine() {
        Engine::Sqlite => format!("x'{hex}'"),
        Engine::Postgres => format!("'\\x{hex}'::bytea"),
    }
}
