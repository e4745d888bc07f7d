//! A store with many users, written by a plain loop into the file of a server that has ended.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use rusqlite::{Connection, OpenFlags};
use uuid::Builder;

use crate::child::{ADMIN_PASSWORD, Server};
use crate::client;
use crate::random::Random;
use crate::raw::{FIRST_KEY, STORE, name};
use crate::request::{self, LOGIN};
use crate::template::{Fresh, RECORD, Template};

const A_COMMIT: i64 = 10_000;
/// As many users are in a block of the server, and at most twice as many behind the last one.
const BLOCK: usize = 4_096;
/// How long the server may take to close its blocks.
const PATIENCE: Duration = Duration::from_mins(3);

/// Starts a server on a store in `folder` with so many users more than its own two, made one each millisecond before
/// those; their rows are what OIPA's create has written, without a text index. Waits until lists are as they stay.
pub async fn start(binary: &Path, folder: &Path, users: usize) -> Result<Server> {
    let server = Server::provisor(binary, folder).await?;
    let create = request::oipa_create(&request::basic("admin", ADMIN_PASSWORD), [LOGIN]);
    client::Connection::open(server.address).await?.send(&create).await?.expect(201)?;
    server.stop()?;
    fill(&folder.join(STORE), i64::try_from(users)?)?;
    let server = Server::provisor(binary, folder).await?;
    blocks_are_closed(&folder.join(STORE), users + 2).await?;
    Ok(server)
}

fn fill(path: &Path, users: i64) -> Result<()> {
    let store = Connection::open(path)?;
    store.pragma_update(None, "synchronous", "OFF")?;
    store.pragma_update(None, "cache_size", -262_144)?;
    let template = Template::read(&store, RECORD)?;
    let first: [u8; 16] = store.query_row("SELECT min(user_id) FROM users", [], |row| row.get(0))?;
    let mut ids = Ids { last: u64::try_from(u128::from_be_bytes(first) >> 80)?, random: Random::default() };
    for from in (0..users).step_by(usize::try_from(A_COMMIT)?) {
        store.execute_batch("BEGIN")?;
        for number in from..users.min(from + A_COMMIT) {
            let ids = [ids.before(u64::try_from(users - number)?), [0; 16], [0; 16]];
            let login = name(usize::try_from(number)?);
            template
                .write(&store, &Fresh { key: FIRST_KEY + number, login: &login, ids, digest: [0; 32] })?;
        }
        store.execute_batch("COMMIT")?;
    }
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

async fn blocks_are_closed(path: &Path, users: usize) -> Result<()> {
    let store = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let wanted = (users / BLOCK).saturating_sub(1);
    let begun = Instant::now();
    loop {
        let closed: usize = store.query_row("SELECT count(*) FROM user_blocks", [], |row| row.get(0))?;
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
