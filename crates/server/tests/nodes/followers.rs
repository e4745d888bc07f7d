//! The order of changes, kept by the servers themselves.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use db::{Config, Outcome, Store};
use directory::MIGRATIONS;

use crate::Cluster;
use crate::callers::{DOORS, Keys, create, done};

/// The longest wait for the servers, which place changes every second: a test fails then, and does not hang.
const PATIENCE: Duration = Duration::from_mins(1);
const HELD: [u8; 16] = [7; 16];
const EACH: usize = 5;

/// Who follows the change record by its places alone.
struct Follower {
    store: Store,
    last: i64,
    seen: Vec<[u8; 16]>,
}

impl Follower {
    /// Follows until so many changes were seen.
    async fn follow_until(&mut self, count: usize) {
        let start = Instant::now();
        while self.seen.len() < count {
            assert!(start.elapsed() < PATIENCE, "{} of {count} changes were seen", self.seen.len());
            let last = self.last;
            let more = self.store.read(move |c| {
                let sql = "SELECT seq, object_id FROM changes WHERE seq > $1 ORDER BY seq LIMIT 7";
                c.all(sql, &[last.into()], |row| Ok((row.get::<i64>(0)?, row.get::<[u8; 16]>(1)?)))
            });
            for (seq, id) in more.await.unwrap() {
                self.last = seq;
                self.seen.push(id);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_miss_nothing_when_a_transaction_is_held_open_while_the_nodes_go_on() {
    let cluster = tokio::task::spawn_blocking(Cluster::new).await.unwrap();
    let config = Config::postgres(cluster.database_url());
    let store = tokio::task::spawn_blocking(|| Store::open(config, MIGRATIONS).unwrap()).await.unwrap();
    let (tell, mut written) = tokio::sync::mpsc::unbounded_channel();
    let (go_on, told) = mpsc::channel();
    let holder = store.clone();
    let held = tokio::spawn(async move {
        let write = holder.write(move |c| {
            let sql = "INSERT INTO changes (request_id, place, org_key, at, object_kind, object_id, change, version)
                       VALUES ($1, 0, 1, 0, 'thing', $1, 'created', 1)";
            c.execute(sql, &[HELD.into()])?;
            tell.send(()).unwrap();
            told.recv().unwrap();
            Ok(Outcome::<(), ()>::Done(()))
        });
        write.await.unwrap().unwrap();
    });
    written.recv().await.unwrap();

    let cluster = tokio::task::spawn_blocking(move || {
        create_at_every_node(&cluster);
        cluster
    });
    let cluster = cluster.await.unwrap();
    // `admin`, those who were made, and the group that PAM360 makes on the way.
    let others = 1 + DOORS.len() * EACH + 1;
    let mut follower = Follower { store, last: 0, seen: Vec::new() };
    follower.follow_until(others).await;
    assert!(!follower.seen.contains(&HELD));
    go_on.send(()).unwrap();
    held.await.unwrap();
    follower.follow_until(others + 1).await;
    assert_eq!(follower.seen.last(), Some(&HELD), "late, and not missed");
    assert_eq!(follower.seen.iter().collect::<BTreeSet<_>>().len(), others + 1, "each once");
    tokio::task::spawn_blocking(move || cluster.end()).await.unwrap();
}

/// A caller for each dialect, who goes from node to node.
fn create_at_every_node(cluster: &Cluster) {
    let keys = Keys::of_admin(cluster);
    std::thread::scope(|scope| {
        for (caller, door) in DOORS.into_iter().enumerate() {
            let (keys, mut clients) = (&keys, cluster.connections());
            scope.spawn(move || {
                let nodes = clients.len();
                for turn in 0..EACH {
                    let ask = keys.with(door, create(door, &format!("followed-{caller}-{turn}")));
                    done(&mut clients[(caller + turn) % nodes], &ask);
                }
            });
        }
    });
}
