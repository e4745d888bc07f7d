use pam360::Settings;
use serde_json::json;

use crate::calls::{FETCHED, ask, create, token, world};

const ELSEWHERE: &str = "User is not allowed to access from this host";

#[tokio::test]
async fn a_bound_token_works_from_its_host_and_from_nowhere_else() {
    let world = world(Settings::default()).await;
    world.hosts.tell("john-1234", "192.0.2.7");
    let made =
        create(&world, "named", json!({ "ISAPIUSER": true, "HOSTCHECK": true, "HOSTNAME": "John-1234" }))
            .await;
    let named = token(&made);
    assert_eq!(ask(&world, &named, "192.0.2.7").await, FETCHED);
    assert_eq!(ask(&world, &named, "::ffff:192.0.2.7").await, FETCHED);
    assert_eq!(ask(&world, &named, "192.0.2.8").await, ELSEWHERE);
    let made =
        create(&world, "literal", json!({ "ISAPIUSER": true, "HOSTCHECK": true, "HOSTNAME": "::1" })).await;
    assert_eq!(ask(&world, &token(&made), "127.0.0.1").await, FETCHED);
    assert_eq!(ask(&world, &token(&made), "192.0.2.8").await, ELSEWHERE);
}

#[tokio::test]
async fn a_host_without_the_switch_binds_only_under_the_older_rule() {
    let sent = json!({ "ISAPIUSER": true, "HOSTNAME": "192.0.2.7" });
    for (legacy_hostcheck, from_elsewhere) in [(false, FETCHED), (true, ELSEWHERE)] {
        let world = world(Settings { legacy_hostcheck, ..Settings::default() }).await;
        let token = token(&create(&world, "robot", sent.clone()).await);
        assert_eq!(ask(&world, &token, "192.0.2.8").await, from_elsewhere);
        assert_eq!(ask(&world, &token, "192.0.2.7").await, FETCHED);
    }
}

#[tokio::test]
async fn a_token_is_good_until_its_day_is_over_and_not_a_moment_longer() {
    let world = world(Settings::default()).await;
    let token = token(&create(&world, "robot", json!({ "ISAPIUSER": 1, "EXPIRYDATE": "2026-01-09" })).await);
    let midnight = model::Timestamp::from_seconds(1_768_003_200).unwrap();
    world.clock.set(midnight.plus_micros(-1));
    assert_eq!(ask(&world, &token, "192.0.2.1").await, FETCHED);
    world.clock.set(midnight);
    assert_eq!(
        ask(&world, &token, "192.0.2.1").await,
        "API key received has expired. Authentication failed."
    );
}
