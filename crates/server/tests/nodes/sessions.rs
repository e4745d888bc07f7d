//! Credentials made on one node, used on the others.

use testkit::process::Ask;

use crate::Cluster;
use crate::callers::{DOORS, Door, KINDS, Keys, create, done, id_of, is_done};

#[test]
fn what_was_given_by_one_node_opens_all_of_them_and_a_kron_session_wants_its_companion_on_each() {
    let cluster = Cluster::new();
    let keys = Keys::of_admin(&cluster);
    let mut clients = cluster.connections();
    let id = id_of(&mut clients[0], &keys, "admin");
    for (node, client) in clients.iter_mut().enumerate() {
        for kind in 0..KINDS {
            done(client, &keys.read(kind, "admin", &id));
        }
        for door in DOORS {
            done(client, &keys.with(door, create(door, &format!("{door:?}-{node}"))));
        }
        let forged = create(Door::Kron, "forged");
        assert_eq!(client.send(&keys.without_companion(forged)).unwrap().status, 403);
    }
    drop(clients);
    cluster.end();
}

#[test]
fn who_signs_out_at_one_node_is_out_at_all() {
    let cluster = Cluster::new();
    let mut clients = cluster.connections();
    for (node, (door, path)) in
        [(Door::Kron, "/aioc-rest-web/rest/logout"), (Door::Aria, "/suite-api/api/auth/token/release")]
            .into_iter()
            .enumerate()
    {
        let keys = Keys::of_admin(&cluster);
        let id = id_of(&mut clients[node], &keys, "admin");
        let read = || keys.with(door, crate::callers::read(door, "admin", &id));
        for client in &mut clients {
            done(client, &read());
        }
        done(&mut clients[node], &keys.with(door, Ask::post(path)));
        for client in &mut clients {
            assert!(!is_done(&client.send(&read()).unwrap()), "{door:?}");
        }
    }
    drop(clients);
    cluster.end();
}
