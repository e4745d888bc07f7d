//! The operations that `one-record` speaks of and that are not served yet. Each leaves a part of an invariant unasked;
//! a test fails as soon as one of them is served, so that this list can only grow shorter.

use http::Method;
use testkit::{Engine, World};

/// Method, path, and what no invariant asks without it.
const UNSERVED: [(Method, &str, &str); 1] =
    [(Method::GET, "/scim/v2/Users", "the sixth part of every invariant: SCIM and our own API")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_out_is_not_served() {
    let world = World::on(Engine::Sqlite).await;
    for (method, path, what) in UNSERVED {
        let is_this = |one: &&wire::OperationInfo| one.method == method && shape(&one.path) == shape(path);
        let served = world.operations.iter().find(is_this);
        assert!(served.is_none(), "{method} {path} is served: take it into its door, for {what}");
    }
}

/// A path without the names of its parameters.
fn shape(path: &str) -> Vec<&str> {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect()
}
