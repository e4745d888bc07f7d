//! Stores with many users: a file that a plain loop filled when its server had ended, and the same in a database.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use rusqlite::Connection;
use uuid::Builder;

use crate::child::{Server, migrate};
use crate::client;
use crate::measures::{Setup, basic};
use crate::random::Random;
use crate::raw::{FIRST_KEY, name};
use crate::request::{self, LOGIN};
use crate::store::{Engine, Store};
use crate::template::{Fresh, RECORD, SearchText, Template};

const A_COMMIT: i64 = 10_000;
/// As many users are in a block of the server, and at most twice as many behind the last one.
const BLOCK: usize = 4_096;
/// How long the server may take to close its blocks.
const PATIENCE: Duration = Duration::from_mins(3);

/// A store of each engine with so many users more than the server's own two, made one each millisecond before those, and
/// found by their search texts; their rows are what OIPA's create has written. Lists are as they stay.
pub async fn stores(setup: &Setup, users: usize) -> Result<[Store; 2]> {
    let [file, server] = &setup.engines;
    let file = file.store()?;
    let first = Server::provisor(&setup.server, &file).await?;
    let create = request::oipa_create(&basic(), [LOGIN]);
    client::Connection::open(first.address).await?.send(&create).await?.expect(201)?;
    first.stop()?;
    fill(&file.file(), i64::try_from(users)?)?;
    let second = Server::provisor(&setup.server, &file).await?;
    blocks_are_closed(&file, users + 2).await?;
    second.stop()?;
    let database = copied(setup, &file, server)?;
    Ok([file, database])
}

fn copied(setup: &Setup, file: &Store, engine: &Engine) -> Result<Store> {
    let store = engine.store()?;
    migrate(&setup.server, file, &store)?;
    if let Some(database) = store.database() {
        // What PostgreSQL would do by itself a minute later, while something is measured.
        database.run("VACUUM (ANALYZE)")?;
        database.run("CHECKPOINT")?;
    }
    Ok(store)
}

fn fill(path: &Path, users: i64) -> Result<()> {
    let store = Connection::open(path)?;
    store.pragma_update(None, "synchronous", "OFF")?;
    store.pragma_update(None, "cache_size", -262_144)?;
    let template = Template::read(&store, RECORD)?;
    let search = SearchText::like(&format!("{LOGIN}\nmira\nholt\n{LOGIN}@example.test"));
    let first: [u8; 16] = store.query_row("SELECT min(user_id) FROM users", [], |row| row.get(0))?;
    let mut ids = Ids { last: u64::try_from(u128::from_be_bytes(first) >> 80)?, random: Random::default() };
    for from in (0..users).step_by(usize::try_from(A_COMMIT)?) {
        store.execute_batch("BEGIN")?;
        for number in from..users.min(from + A_COMMIT) {
            let ids = [ids.before(u64::try_from(users - number)?), [0; 16], [0; 16]];
            let login = name(usize::try_from(number)?);
            let key = FIRST_KEY + number;
            template.write(&store, &Fresh { key, login: &login, ids, digest: [0; 32] })?;
            search.write(&store, key, &login)?;
        }
        store.execute_batch("COMMIT")?;
    }
    // As many small pieces as there were commits would be merged while something is measured.
    store.execute_batch("INSERT INTO user_search (user_search) VALUES ('optimize')")?;
    // Users who come later stand behind these.
    store.execute("UPDATE numbers SET next = next + ?1", [FIRST_KEY + users])?;
    Ok(())
}

/// Ids from before those that the server made.
struct Ids {
    last: u64,
    random: Random,
}

impl Ids {
    /// So many milliseconds before.
    fn before(&mut self, millis: u64) -> [u8; 16] {
        let [a, b] = [self.random.draw(), self.random.draw()];
        let random = (u128::from(a) << 64 | u128::from(b)).to_be_bytes();
        let mut tail = [0; 10];
        tail.copy_from_slice(random.split_at(6).1);
        Builder::from_unix_timestamp_millis(self.last - millis, &tail).into_uuid().into_bytes()
    }
}

async fn blocks_are_closed(store: &Store, users: usize) -> Result<()> {
    let wanted = (users / BLOCK).saturating_sub(1);
    let begun = Instant::now();
    loop {
        let closed = store.number("SELECT count(*) FROM user_blocks")?;
        ensure!(closed <= wanted, "{closed} blocks are closed, of {wanted}");
        if closed == wanted {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            bail!("{closed} blocks are closed, of {wanted}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_of_version_7_and_in_the_order_of_their_time() {
        let mut ids = Ids { last: 1_000, random: Random::default() };
        let [earlier, later] = [2, 1].map(|millis| uuid::Uuid::from_bytes(ids.before(millis)));
        assert!(earlier < later);
        assert_eq!((later.get_version_num(), later.as_u128() >> 80), (7, 999));
    }
}
