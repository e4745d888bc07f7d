//! Several servers, of which one takes writes, and servers that are not there.

use super::cluster::Cluster;
use super::{open, refused, url};
use std::net::TcpListener;

#[test]
fn the_first_server_that_takes_writes_is_used() {
    let cluster = Cluster::shared();
    let several = |database: &str, query: &str| {
        let at = format!("127.0.0.1:1,localhost:{}", cluster.port);
        format!("postgres://postgres:{}@{at}/{database}?{query}", cluster.password)
    };
    open(&several("postgres", ""), &[]).unwrap();
    refused(
        &cluster,
        &several("replica", ""),
        &["none of the servers", "127.0.0.1:1", "is read-only", "primary"],
    );
    refused(&cluster, &several("replica", "target_session_attrs=read-write"), &["is read-only"]);
}

#[test]
fn a_replica_is_refused_also_when_any_server_may_be_used() {
    let cluster = Cluster::shared();
    let any = url(&cluster, "localhost", "dbname=replica&target_session_attrs=any");
    refused(&cluster, &any, &["read-only"]);
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let cluster = Cluster::shared();
    let words = ["there is no connection to the store", "PostgreSQL at 127.0.0.1:1 cannot be reached"];
    refused(&cluster, &format!("postgres://u:{}@127.0.0.1:1/d", cluster.password), &words);
    refused(&cluster, "postgres://u@[::1]:1/d", &["PostgreSQL at [::1]:1"]);
    refused(&cluster, "postgres://u@no.such.host.invalid/d", &["no.such.host.invalid", "check its name"]);
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let cluster = Cluster::shared();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let url = format!("postgres://u@127.0.0.1:{port}/d?connect_timeout=1");
    refused(&cluster, &url, &["did not open a session within 1 s", "connect_timeout"]);
}
