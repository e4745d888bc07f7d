//! One node dies in the middle of its work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

use testkit::process::Client;

use crate::Cluster;
use crate::callers::{Door, Keys, create, done, is_done, read};

/// Callers of each node, and how many answers there are before one of them is killed.
const CALLERS: usize = 2;
const ANSWERS: usize = 60;

#[test]
fn a_node_that_is_killed_loses_nothing_that_was_answered_and_the_others_go_on() {
    let mut cluster = Cluster::new();
    let keys = Keys::of_admin(&cluster);
    let (tell, told) = channel();
    let (killed, enough) = (AtomicBool::new(false), AtomicBool::new(false));
    let connect: Vec<_> = (0..3 * CALLERS).map(|caller| (caller % 3, cluster.connect(caller))).collect();
    let answered: Vec<String> = std::thread::scope(|scope| {
        let callers: Vec<_> = connect
            .into_iter()
            .enumerate()
            .map(|(caller, (node, client))| {
                let (tell, keys, killed, enough) = (tell.clone(), &keys, &killed, &enough);
                scope.spawn(move || {
                    let (made, cut) = create_until(client, caller, keys, enough, &tell);
                    assert!(!cut || (node == 2 && killed.load(Ordering::SeqCst)), "node {node} went away");
                    made
                })
            })
            .collect();
        drop(tell);
        for _ in 0..ANSWERS {
            told.recv().unwrap();
        }
        killed.store(true, Ordering::SeqCst);
        cluster.kill_last();
        // The others do as much again.
        for _ in 0..ANSWERS {
            told.recv().unwrap();
        }
        enough.store(true, Ordering::SeqCst);
        callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect()
    });
    assert!(answered.len() >= 2 * ANSWERS);
    cluster.restart_last();
    for (node, mut client) in cluster.connections().into_iter().enumerate() {
        for login in &answered {
            let found = client.send(&keys.with(Door::Pam360, read(Door::Pam360, login, ""))).unwrap();
            assert!(is_done(&found), "{login} at {node}: {}", found.text());
        }
        done(&mut client, &keys.with(Door::Aria, create(Door::Aria, &format!("afterwards-{node}"))));
    }
    cluster.end();
}

/// Creates until there is enough, or the node is gone: the logins that were answered, and whether it went.
fn create_until(
    mut client: Client,
    caller: usize,
    keys: &Keys,
    enough: &AtomicBool,
    tell: &Sender<()>,
) -> (Vec<String>, bool) {
    let mut made = Vec::new();
    while !enough.load(Ordering::SeqCst) {
        let login = format!("kill-{caller}-{}", made.len());
        let ask = keys.with(Door::Pam360, create(Door::Pam360, &login));
        let Ok(answer) = client.send(&ask) else { return (made, true) };
        assert!(is_done(&answer), "{}", answer.text());
        made.push(login);
        // Nobody counts any more at the end.
        let _ = tell.send(());
    }
    (made, false)
}
