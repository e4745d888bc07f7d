//! A change is seen by the next request, wherever it goes.

use serde_json::json;

use crate::Cluster;
use crate::callers::{DOORS, Door, Keys, create, done, id_of, is_done, put, read, rename};

/// Callers at the same time, each with users of its own.
const CALLERS: usize = 4;
const ROUNDS: usize = 3;

#[test]
fn a_change_on_one_node_is_seen_by_the_next_request_on_any_other_in_every_dialect() {
    let cluster = Cluster::new();
    let keys = Keys::of_admin(&cluster);
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let (cluster, keys) = (&cluster, &keys);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let door = DOORS[(caller + round) % DOORS.len()];
                    changes_are_seen(cluster, keys, door, &format!("seen-{caller}-{round}"), caller + round);
                }
            });
        }
    });
    cluster.end();
}

fn changes_are_seen(cluster: &Cluster, keys: &Keys, door: Door, login: &str, first: usize) {
    let mut clients = cluster.connections();
    let nodes = clients.len();
    let mut at = |node: usize, ask| clients[(first + node) % nodes].send(&ask).unwrap();
    assert!(is_done(&at(0, keys.with(door, create(door, login)))), "{door:?}");
    let id = id_of(&mut cluster.connect(first + 1), keys, login);
    for node in 0..nodes {
        for door in DOORS {
            let answer = at(node, keys.with(door, read(door, login, &id)));
            assert!(is_done(&answer), "{door:?} at {node}: {}", answer.text());
        }
    }
    for (node, door) in [Door::Kron, Door::Oipa, Door::Aria].into_iter().enumerate() {
        let given = format!("Name-{node}");
        let answer = at(node, keys.with(door, rename(door, login, &id, &given)));
        assert!(is_done(&answer), "{door:?}: {} {}", answer.status, answer.text());
        for other in 1..nodes {
            assert_eq!(names(|ask| at(node + other, ask), keys, login, &id), [&*given, &*given, &*given]);
        }
    }
    assert!(is_done(&at(1, crate::callers::Exit::DeletedByAria.ask(keys, login, &id))));
    for door in DOORS {
        assert!(!is_done(&at(2, keys.with(door, read(door, login, &id)))), "{door:?}");
    }
}

/// The first name as Kron, OIPA and Aria print it.
fn names(
    mut send: impl FnMut(testkit::process::Ask) -> testkit::Answer,
    keys: &Keys,
    login: &str,
    id: &str,
) -> [String; 3] {
    [(Door::Kron, "/name"), (Door::Oipa, "/user/client/firstName"), (Door::Aria, "/firstName")].map(
        |(door, place)| {
            let answer = send(keys.with(door, read(door, login, id)));
            answer.json().pointer(place).and_then(|name| name.as_str()).unwrap_or_default().to_owned()
        },
    )
}

#[test]
fn a_password_that_a_node_remembers_is_void_when_another_node_has_changed_it_and_the_right_one_always_opens()
{
    let cluster = Cluster::new();
    let keys = Keys::of_admin(&cluster);
    let mut clients = cluster.connections();
    done(&mut clients[0], &keys.with(Door::Kron, create(Door::Kron, "keeper")));
    let opens = |client: &mut testkit::process::Client, login: &str, password: &str| {
        let ask =
            read(Door::Oipa, login, "").header("authorization", &crate::callers::basic(login, password));
        // 403: he was let in, and may not read.
        client.send(&ask).unwrap().status != 401
    };
    let first = crate::callers::PASSWORD;
    for client in &mut clients {
        assert!(opens(client, "keeper", first));
    }
    for (node, (new, old)) in [("Other-Passw0rd", first), (first, "Other-Passw0rd")].into_iter().enumerate() {
        done(&mut clients[node], &keys.with(Door::Oipa, put("keeper", &json!({ "password": new }))));
        for client in &mut clients {
            assert!(!opens(client, "keeper", old), "{old}");
            assert!(opens(client, "keeper", new), "{new}");
        }
    }
    // Another login: the name it had opens nothing, though its password is remembered everywhere.
    done(
        &mut clients[1],
        &keys.with(Door::Oipa, put("keeper", &json!({ "loginName": "renamed", "password": first }))),
    );
    for client in &mut clients {
        assert!(!opens(client, "keeper", first) && opens(client, "renamed", first));
    }
    // Somebody else of that name with the same password is somebody else, and let in.
    done(&mut clients[2], &keys.with(Door::Kron, create(Door::Kron, "keeper")));
    for client in &mut clients {
        assert!(opens(client, "keeper", first));
    }
    drop(clients);
    cluster.end();
}
