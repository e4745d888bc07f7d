//! The audit as this dialect prints it.

use http::Method;
use jiff::tz::TimeZone;
use model::TokenKind;
use pam360::Settings;
use serde_json::{Value, json};
use testkit::{World, on_both_engines};

use crate::calls::{create, token, world};

const AUDIT: &str = "/restapi/json/v1/audit";
const GROUPS: &str = "/restapi/json/v1/usergroup";

async fn entries(world: &World, query: &str) -> Vec<Value> {
    world.directory.tidy().await.unwrap();
    let admin = world.token("admin", TokenKind::Pam360).await;
    let answer = world.get(&format!("{AUDIT}?{query}")).authtoken(&admin).send().await.json();
    let rows = answer.pointer("/operation/Details").and_then(Value::as_array).cloned();
    rows.unwrap_or_default()
}

/// Operation type, user, thing and reason of each.
fn told(entries: &[Value]) -> Vec<[&str; 4]> {
    let keys = ["Operation Type", "User Name", "Resource Name", "Reason"];
    entries.iter().map(|entry| keys.map(|key| entry[key].as_str().unwrap())).collect()
}

async fn put(world: &World, verb: &str, login: &str) {
    world.clock.turn(1);
    let admin = world.token("admin", TokenKind::Pam360).await;
    let target = format!("/restapi/json/v1/user/{verb}?USERNAME={login}");
    assert_eq!(world.call(Method::PUT, &target).authtoken(&admin).send().await.status, 200);
}

on_both_engines! {
    async fn changes_of_a_user_have_the_vendor_s_words(world: World) {
        create(&world, "ann", json!({})).await;
        put(&world, "lock", "ann").await;
        put(&world, "unlock", "ann").await;
        let all = entries(&world, "USERNAME=ann").await;
        let told = told(&all);
        assert_eq!(told[0][..3], ["User Unlocked", "ann", "N/A"]);
        assert_eq!(told[1][..3], ["User Locked", "ann", "N/A"]);
        assert_eq!(told[2][..3], ["User Added", "ann", "N/A"]);
        assert!(told[2][3].split(", ").any(|field| field == "login"), "{}", told[2][3]);
        assert!(all.iter().all(|entry| entry["Operated by"] == "admin" && entry["User's Full Name"] == "Rob Ray"));
    }

    async fn members_groups_and_tokens_are_told_too(world: World) {
        create(&world, "ann", json!({ "ISAPIUSER": true })).await;
        world.clock.turn(1);
        let admin = world.token("admin", TokenKind::Pam360).await;
        world.clock.turn(1);
        let made = json!({ "USERGROUPNAME": "Night", "USERIDS": [2] });
        world.post(GROUPS).authtoken(&admin).input_data(&made).send().await;
        let (ann, newest) = (entries(&world, "USERNAME=ann").await, entries(&world, "LIMIT=9").await);
        let kinds: Vec<_> = told(&ann).iter().map(|row| row[0]).collect();
        assert_eq!(kinds, ["User Modified", "Authtoken Regenerated", "User Added"]);
        let group = newest.iter().find(|entry| entry["Operation Type"] == "Group Added").unwrap();
        assert_eq!((&group["Resource Name"], &group["User Name"]), (&json!("Night"), &json!("N/A")));
    }

    async fn who_was_not_let_in_stands_in_it_as_often_as_he_tried(world: World) {
        let made = create(&world, "robot", json!({ "ISAPIUSER": true })).await;
        put(&world, "lock", "robot").await;
        world.clock.turn(60);
        for _ in 0..3 {
            world.get(AUDIT).authtoken(&token(&made)).send().await;
        }
        let body = json!({ "username": "Ann", "password": "wrong one" });
        world.post("/suite-api/api/auth/token/acquire").json(&body).send().await;
        let all = entries(&world, "AUDITTYPE=USER&LIMIT=1000").await;
        let failed: Vec<_> = told(&all).into_iter().filter(|row| row[0] == "Authentication Failed").collect();
        assert_eq!(failed.len(), 2, "{failed:?}");
        assert!(failed.iter().any(|row| row[3] == "locked (3 times)"), "{failed:?}");
        let typed = entries(&world, "USERNAME=Ann").await;
        assert_eq!(told(&typed)[0][..2], ["Authentication Failed", "Ann"]);
        assert_eq!((&typed[0]["Operated by"], &typed[0]["IP Address"]), (&json!("N/A"), &json!("192.0.2.1")));
    }
}

#[tokio::test]
async fn days_and_times_are_those_of_the_zone() {
    let time_zone = TimeZone::get("Asia/Kolkata").unwrap();
    let world = world(Settings { time_zone, ..Settings::default() }).await;
    create(&world, "ann", json!({})).await;
    let ann = entries(&world, "USERNAME=ann").await.remove(0);
    assert_eq!(
        (&ann["Time Stamp"], &ann["TIME"]),
        (&json!("2026-01-09 10:46:00.000"), &json!("1767935760000"))
    );
    // 2026-01-09T18:30:00Z is midnight there.
    world.clock.turn(13 * 3_600 + 14 * 60 - 1);
    create(&world, "ben", json!({})).await;
    world.clock.turn(1);
    create(&world, "cid", json!({})).await;
    for (name, day) in [("ann", 9), ("ben", 9), ("cid", 10)] {
        for asked in [9, 10] {
            let found = entries(
                &world,
                &format!("USERNAME={name}&STARTDATE=2026-01-{asked:02}&ENDDATE=2026-01-{asked:02}"),
            )
            .await;
            assert_eq!(found.len(), usize::from(asked == day), "{name} on {asked}");
        }
    }
    assert!(entries(&world, "STARTDATE=9999-12-31").await.is_empty(), "nothing is behind the last day");
    assert!(!entries(&world, "ENDDATE=9999-12-31").await.is_empty());
}
