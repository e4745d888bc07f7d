//! The first start of several at once.

use testkit::ADMIN_PASSWORD;

use crate::Cluster;
use crate::callers::{Door, Keys, acquire, done, list};

#[test]
fn three_nodes_that_start_on_an_empty_database_at_the_same_moment_make_one_administrator() {
    let cluster = Cluster::new();
    for mut client in cluster.connections() {
        done(&mut client, &acquire("admin", ADMIN_PASSWORD));
    }
    let keys = Keys::of_admin(&cluster);
    let listed = done(&mut cluster.connect(1), &keys.with(Door::Oipa, list()));
    assert_eq!(listed.json()["count"], 1, "{}", listed.text());
    cluster.end();
}
