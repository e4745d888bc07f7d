//! Who follows the change record misses nothing, gets nothing twice, and sees what happened to an object in its order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc;

use db::{Engine, Outcome};
use directory::changes::{self, Changed};
use directory::groups::{self, NewGroup};
use directory::users::TextField;
use directory::users::{self, Change, Edit};
use directory::{Credential, Directory, Via};
use model::{GroupName, PrivilegeSet};
use testkit::{World, on_both_engines};

use crate::kit::*;

/// A follower with a cursor, who takes a few at a time.
#[derive(Default)]
struct Follower {
    seen: Vec<Changed>,
}

impl Follower {
    /// Takes what there is, after `node` has done its round.
    async fn follow(&mut self, node: &Directory) {
        node.keep_order().await.unwrap();
        loop {
            let last = self.seen.last().map_or(0, |changed| changed.seq);
            let request = node.own_request(Via::System, "follow");
            let more = changes::after(node, &request, &Credential::System, last, 7).await.unwrap();
            if more.is_empty() {
                return;
            }
            self.seen.extend(more);
        }
    }

    /// Has seen exactly what the record holds, each object's versions in their order.
    async fn has_seen_all(&self, world: &World) {
        let places: BTreeSet<_> = self.seen.iter().map(|changed| changed.seq).collect();
        assert_eq!(places.len(), self.seen.len(), "each once");
        let all = one(world, "SELECT count(*) FROM changes").await;
        assert_eq!(i64::try_from(self.seen.len()).unwrap(), all);
        let mut versions: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for changed in &self.seen {
            versions.entry((changed.kind.clone(), changed.id)).or_default().push(changed.version);
        }
        for (object, versions) in versions {
            assert!(versions.is_sorted(), "{object:?}: {versions:?}");
        }
    }
}

async fn create(node: &Directory, login: &str) {
    let request = node.own_request(Via::System, "create");
    users::create(node, &request, &Credential::System, Ok(vec![named(login)]), None).await.unwrap();
}

async fn rename(node: &Directory, user: &str, given: String) {
    let request = node.own_request(Via::System, "rename");
    let edit = Edit::Said(vec![Change::Text(TextField::Given, Some(given))]);
    users::update(node, &request, &Credential::System, Ok((login(user), edit)), None).await.unwrap();
}

/// A transaction of a node that has written a change and goes on when it is told; what it wrote was of this object.
struct Held {
    go_on: mpsc::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
}

const WAITING: &str = "SELECT count(*) FROM changes WHERE seq IS NULL";
const HELD: [u8; 16] = [7; 16];

impl Held {
    async fn begin(node: &Directory) -> Self {
        let (tell, mut written) = tokio::sync::mpsc::unbounded_channel();
        let (go_on, told) = mpsc::channel();
        let (store, id) = (node.store().clone(), node.outside().id());
        let ended = tokio::spawn(async move {
            let write = store.write(move |c| {
                let seq = db::order::next(c.engine(), "changes");
                let sql = format!(
                    "INSERT INTO changes (request_id, place, org_key, at, object_kind, object_id, change, version, seq)
                     VALUES ($1, 0, 1, 0, 'thing', $2, 'created', 1, {seq})"
                );
                c.execute(&sql, &[id.into(), HELD.into()])?;
                tell.send(()).unwrap();
                told.recv().unwrap();
                Ok(Outcome::<(), ()>::Done(()))
            });
            write.await.unwrap().unwrap();
        });
        written.recv().await.unwrap();
        Self { go_on, ended }
    }

    async fn commit(self) {
        self.go_on.send(()).unwrap();
        self.ended.await.unwrap();
    }
}

on_both_engines! {
    async fn followers_miss_nothing_when_a_transaction_is_held_open_on_another_node(world: World) {
        let (one, other, third) = (world.node().await, world.node().await, world.node().await);
        let mut follower = Follower::default();
        create(&other, "before").await;
        let held = Held::begin(&one).await;
        if world.directory.store().engine() == Engine::Postgres {
            // On SQLite all writes wait for the one that is held.
            for turn in 0..20 {
                create(&other, &format!("during-{turn}")).await;
                rename(&third, "before", format!("{turn}")).await;
                follower.follow(if turn % 2 == 0 { &third } else { &other }).await;
            }
            assert!(follower.seen.len() > 30, "others need not wait");
        }
        held.commit().await;
        create(&third, "after").await;
        for node in [&one, &other, &third] {
            follower.follow(node).await;
        }
        // The lease is one node's; whoever holds it has had a round.
        follower.has_seen_all(&world).await;
        assert_eq!(follower.seen.iter().filter(|changed| changed.id == HELD).count(), 1);
    }

    async fn followers_of_nodes_that_all_write_see_each_object_in_its_order(world: World) {
        let nodes = [world.node().await, world.node().await, world.node().await];
        for (user, node) in nodes.iter().enumerate() {
            create(node, &format!("user-{user}")).await;
        }
        let writers: Vec<_> = (0..6)
            .map(|writer: usize| {
                let node = nodes[writer % 3].clone();
                tokio::spawn(async move {
                    for turn in 0..15 {
                        rename(&node, &format!("user-{}", (writer + turn) % 3), format!("{writer}-{turn}")).await;
                    }
                })
            })
            .collect();
        let mut follower = Follower::default();
        let mut node = nodes.iter().cycle();
        while writers.iter().any(|writer| !writer.is_finished()) {
            follower.follow(node.next().unwrap()).await;
        }
        for writer in writers {
            writer.await.unwrap();
        }
        for node in &nodes {
            follower.follow(node).await;
        }
        follower.has_seen_all(&world).await;
        assert_eq!(one(&world, "SELECT count(*) FROM audit_events WHERE seq IS NULL").await, 0);
    }

    async fn what_waits_together_gets_the_order_of_commits_and_not_of_requests(world: World) {
        // The clock stands, so that ids of requests are in no order.
        create(&world.directory, "jason").await;
        for turn in 0..40 {
            rename(&world.directory, "jason", format!("{turn}")).await;
        }
        let mut follower = Follower::default();
        follower.follow(&world.directory).await;
        follower.has_seen_all(&world).await;
        let events = world.directory.store().read(|c| {
            c.all("SELECT changes FROM audit_events WHERE event = 'user.updated' ORDER BY seq", &[], |row| {
                row.get::<String>(0)
            })
        });
        for (turn, event) in events.await.unwrap().iter().enumerate() {
            assert!(event.contains(&format!(r#""after":"{turn}""#)), "{turn}: {event}");
        }
    }

    async fn another_node_goes_on_when_the_one_that_kept_the_order_is_gone(world: World) {
        let (first, other) = (world.node().await, world.node().await);
        // As a node on PostgreSQL leaves it.
        let wait = async || sql(&world, "UPDATE changes SET seq = NULL").await;
        let placed = async || one(&world, WAITING).await == 0;
        wait().await;
        first.keep_order().await.unwrap();
        assert!(placed().await);
        wait().await;
        other.keep_order().await.unwrap();
        assert!(!placed().await, "one node keeps the order for all");
        world.clock.turn(10);
        other.keep_order().await.unwrap();
        assert!(placed().await, "the lease was over");
        wait().await;
        first.keep_order().await.unwrap();
        assert!(!placed().await);
        other.finish().await.unwrap();
        assert_eq!(one(&world, "SELECT count(*) FROM leases").await, 0, "who ends in peace gives it up");
        first.keep_order().await.unwrap();
        assert!(placed().await);
    }

    async fn a_lease_of_a_node_whose_clock_was_wrong_counts_for_nothing(world: World) {
        let (holder, year) = (blob(&world, "09090909090909090909090909090909"), 365 * 86_400_000_000_i64);
        let until = world.directory.now().micros() + year;
        sql(&world, &format!("INSERT INTO leases (name, holder, until) VALUES ('order', {holder}, {until})")).await;
        sql(&world, "UPDATE changes SET seq = NULL").await;
        world.directory.keep_order().await.unwrap();
        assert_eq!(one(&world, WAITING).await, 0);
    }

    async fn only_who_may_read_the_audit_follows_and_only_his_own_organisation(world: World) {
        world.organisation("Elsewhere", &[]).await;
        let mut elsewhere = ask(&world);
        elsewhere.org = Some("Elsewhere".to_owned());
        let new = NewGroup { name: GroupName::new("theirs").unwrap(), description: None };
        groups::create(&world.directory, &elsewhere, &Credential::System, Ok(new)).await.unwrap();
        world.directory.keep_order().await.unwrap();
        let follow = async |credential: &Credential| {
            changes::after(&world.directory, &ask(&world), credential, 0, 1_000).await
        };
        assert!(follow(&Credential::System).await.unwrap().iter().all(|changed| changed.kind != "group"));
        let plain = holder(&world, "plain", PrivilegeSet::NONE).await;
        assert!(follow(&plain).await.is_err());
    }
}
