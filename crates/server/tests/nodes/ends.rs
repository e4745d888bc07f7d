//! Who is locked, disabled or deleted is out on all nodes at once, with everything that let him in.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::Cluster;
use crate::callers::{Door, EXITS, Exit, KINDS, Keys, create_administrator, details, done, id_of, is_done};

#[test]
fn who_is_shut_out_at_one_node_is_out_at_all_of_them_with_everything_that_let_him_in() {
    let cluster = Cluster::new();
    let admin = Keys::of_admin(&cluster);
    for (turn, exit) in EXITS.into_iter().enumerate() {
        let login = format!("leaver-{turn}");
        let made = done(&mut cluster.connect(turn), &admin.with(Door::Pam360, create_administrator(&login)));
        let token = details(&made)["AUTHTOKEN"].as_str().unwrap().to_owned();
        let keys = Keys::of(&cluster, &login, crate::callers::PASSWORD, token);
        let id = id_of(&mut cluster.connect(turn), &admin, &login);
        is_shut_out(&cluster, &admin, (&keys, &login, &id), exit, turn);
    }
    cluster.end();
}

/// He uses every credential on every node without a pause, while one node shuts him out. Whatever he asks after that
/// was answered is refused.
fn is_shut_out(
    cluster: &Cluster,
    admin: &Keys,
    (keys, login, id): (&Keys, &str, &str),
    exit: Exit,
    turn: usize,
) {
    let (answered, warm) = (AtomicBool::new(false), AtomicUsize::new(0));
    let users = KINDS * cluster.nodes.len();
    let (told, ready) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        for user in 0..users {
            let (answered, warm, told) = (&answered, &warm, told.clone());
            scope.spawn(move || {
                let (node, kind) = (user / KINDS, user % KINDS);
                let (mut client, ask) = (cluster.connect(node), keys.read(kind, login, id));
                done(&mut client, &ask);
                if warm.fetch_add(1, Ordering::SeqCst) + 1 == users {
                    told.send(()).unwrap();
                }
                loop {
                    let after = answered.load(Ordering::SeqCst);
                    let in_force = is_done(&client.send(&ask).unwrap());
                    if after {
                        assert!(!in_force, "{exit:?}: credential {kind} opens node {node}");
                        return;
                    }
                }
            });
        }
        ready.recv().unwrap();
        let answer = cluster.connect(turn).send(&exit.ask(admin, login, id)).unwrap();
        answered.store(true, Ordering::SeqCst);
        assert!(is_done(&answer), "{exit:?}: {} {}", answer.status, answer.text());
    });
}
