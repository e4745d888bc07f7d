//! Totals are exact at every instant, however much of the change record is folded, and whichever node asks.

use directory::groups::{self, NewGroup};
use directory::totals::{self, Counted};
use directory::users::{self, UserRef};
use directory::{Credential, Directory, Via};
use model::{GroupName, PrivilegeSet, Refusal};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn total(node: &Directory, counted: Counted) -> i64 {
    totals::of(node, &node.own_request(Via::System, "total"), &Credential::System, counted).await.unwrap()
}

/// Both totals, as every node tells them, are what counting gives.
async fn are_exact(world: &World, nodes: &[Directory]) {
    let users = one(world, "SELECT count(*) FROM users WHERE org_key = 1").await;
    let groups = one(world, "SELECT count(*) FROM groups WHERE org_key = 1").await;
    for node in nodes {
        assert_eq!((total(node, Counted::User).await, total(node, Counted::Group).await), (users, groups));
    }
}

/// Creates users and groups and deletes some of each again, as many as `random` says; drawn by the world's own entropy.
async fn come_and_go(node: Directory, name: usize, turns: usize) {
    for turn in 0..turns {
        let [random] = node.outside().random::<1>();
        let (request, system) = (node.own_request(Via::System, "come and go"), Credential::System);
        let name = format!("{name}-{turn}");
        let many = (0..random % 4).map(|n| named(&format!("{name}-{n}"))).collect();
        users::create(&node, &request, &system, Ok(many), None).await.unwrap();
        let new = NewGroup { name: GroupName::new(&name).unwrap(), description: None };
        groups::create(&node, &node.own_request(Via::System, "group"), &system, Ok(new)).await.unwrap();
        let request = node.own_request(Via::System, "go");
        if random & 4 == 0 && random % 4 > 0 {
            users::delete(&node, &request, &system, Ok(UserRef::Login(format!("{name}-0")))).await.unwrap();
        }
        if random & 8 == 0 {
            let request = node.own_request(Via::System, "group goes");
            groups::delete(&node, &request, &system, Ok(group(&name))).await.unwrap();
        }
    }
}

on_both_engines! {
    async fn totals_are_what_counting_gives_while_users_and_groups_come_and_go_on_two_nodes(world: World) {
        let nodes = [world.node().await, world.node().await];
        are_exact(&world, &nodes).await;
        for round in 0..3 {
            let going: Vec<_> = (0..4)
                .map(|writer: usize| {
                    tokio::spawn(come_and_go(nodes[writer % 2].clone(), 10 * round + writer, 12))
                })
                .collect();
            for one in going {
                one.await.unwrap();
            }
            are_exact(&world, &nodes).await;
            for node in &nodes {
                node.keep_order().await.unwrap();
            }
            are_exact(&world, &nodes).await;
        }
        let folded = one(&world, "SELECT MAX(through_seq) FROM totals").await;
        assert!(folded > 200, "{folded}: most of it was folded");
    }

    async fn a_refused_create_counts_for_nothing(world: World) {
        make(&world, named("jason")).await;
        let nodes = [world.directory.clone()];
        let refused = create(&world, &Credential::System, vec![named("new"), named("jason")]).await;
        assert!(matches!(refused, Err(Refusal::Exists { .. })));
        are_exact(&world, &nodes).await;
    }

    async fn each_organisation_has_its_own_total(world: World) {
        world.organisation("Elsewhere", &[]).await;
        make(&world, named("here")).await;
        make(&world, named("more")).await;
        let there = totals::of(&world.directory, &to(&world, "Elsewhere"), &Credential::System, Counted::User).await;
        assert_eq!(there.unwrap(), 1, "its administrator");
    }

    async fn only_who_manages_users_is_told_totals(world: World) {
        let plain = holder(&world, "plain", PrivilegeSet::NONE).await;
        assert!(totals::of(&world.directory, &ask(&world), &plain, Counted::User).await.is_err());
    }

    /// The changes of a deleted organisation leave their places empty, many at once.
    async fn empty_places_in_the_change_record_are_passed_over(world: World) {
        world.directory.keep_order().await.unwrap();
        sql(&world, "UPDATE changes SET seq = seq + 30000 WHERE seq = (SELECT MAX(seq) FROM changes)").await;
        for n in 0..12 {
            let users = (0..10).map(|user| named(&format!("{n}-{user}"))).collect();
            create(&world, &Credential::System, users).await.unwrap();
        }
        for _ in 0..4 {
            world.directory.keep_order().await.unwrap();
        }
        assert!(one(&world, "SELECT MAX(through_seq) FROM totals").await > 30_000);
        are_exact(&world, std::slice::from_ref(&world.directory)).await;
    }
}
