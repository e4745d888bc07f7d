//! The same login at the same moment.

use std::collections::BTreeSet;
use std::sync::Barrier;

use testkit::Answer;

use crate::Cluster;
use crate::callers::{DOORS, Door, Keys, create, details, done, is_done, is_taken, read};

/// Who creates, and at which node.
type Creator = (Door, usize);

/// All create `login` at the same moment; gives what became of each.
fn at_once(cluster: &Cluster, keys: &Keys, login: &str, creators: &[Creator]) -> Vec<Answer> {
    let start = Barrier::new(creators.len());
    std::thread::scope(|scope| {
        let creating: Vec<_> = creators
            .iter()
            .map(|(door, node)| {
                let (mut client, start) = (cluster.connect(*node), &start);
                let ask = keys.with(*door, create(*door, login));
                scope.spawn(move || {
                    start.wait();
                    client.send(&ask).unwrap()
                })
            })
            .collect();
        creating.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn exactly_one_wins(cluster: &Cluster, keys: &Keys, login: &str, creators: &[Creator]) {
    let answers = at_once(cluster, keys, login, creators);
    let won = answers.iter().filter(|answer| is_done(answer)).count();
    for ((door, _), answer) in creators.iter().zip(&answers) {
        let fits = is_done(answer) || is_taken(*door, answer);
        assert!(fits, "{door:?}: {} {}", answer.status, answer.text());
    }
    assert_eq!(won, 1, "{login}: {creators:?}");
    for mut client in cluster.connections() {
        done(&mut client, &keys.with(Door::Oipa, read(Door::Oipa, login, "")));
    }
}

#[test]
fn of_two_nodes_that_create_the_same_login_exactly_one_wins_in_every_pairing_of_dialects() {
    let cluster = Cluster::new();
    let keys = Keys::of_admin(&cluster);
    for (first, one) in DOORS.into_iter().enumerate() {
        for (second, other) in DOORS.into_iter().enumerate() {
            let login = format!("pair-{first}-{second}");
            exactly_one_wins(&cluster, &keys, &login, &[(one, first), (other, first + 1)]);
        }
    }
    cluster.end();
}

#[test]
fn of_eight_clients_that_create_the_same_login_exactly_one_wins_whatever_they_speak() {
    let cluster = Cluster::new();
    let keys = Keys::of_admin(&cluster);
    let all: Vec<Creator> = (0..8).map(|client| (DOORS[client % DOORS.len()], client / 2 + client)).collect();
    for round in 0..4 {
        exactly_one_wins(&cluster, &keys, &format!("eight-{round}"), &all);
    }
    // Without passwords nothing but the store keeps them apart.
    let quick: Vec<Creator> = (0..8).map(|node| (Door::Pam360, node)).collect();
    for round in 0..8 {
        exactly_one_wins(&cluster, &keys, &format!("quick-{round}"), &quick);
    }
    cluster.end();
}

#[test]
fn no_two_users_have_the_same_number_whichever_nodes_made_them() {
    const CREATORS: usize = 6;
    const EACH: usize = 25;
    let cluster = Cluster::new();
    let keys = Keys::of_admin(&cluster);
    let numbers: Vec<String> = std::thread::scope(|scope| {
        let creating: Vec<_> = (0..CREATORS)
            .map(|creator| {
                let (mut client, keys) = (cluster.connect(creator), &keys);
                scope.spawn(move || {
                    let number = |turn| {
                        let ask = create(Door::Pam360, &format!("numbered-{creator}-{turn}"));
                        let made = done(&mut client, &keys.with(Door::Pam360, ask));
                        details(&made)["USERID"].as_str().unwrap().to_owned()
                    };
                    (0..EACH).map(number).collect::<Vec<_>>()
                })
            })
            .collect();
        creating.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    let different: BTreeSet<_> = numbers.iter().collect();
    assert_eq!(different.len(), CREATORS * EACH, "{numbers:?}");
    cluster.end();
}
