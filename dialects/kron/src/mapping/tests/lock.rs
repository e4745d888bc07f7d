//! The row of the lock in `one-record` 1.3, and its decisions in 2.5.

use directory::users::{Change, NewLock};
use model::{Conflict, Lock, Refusal, Rule};
use serde_json::{Value, json};

use super::broken;
use super::desk::{Desk, jane, jane_with};
use crate::Settings;

const CONFLICT: Refusal = Refusal::Conflict(Conflict::State("The account is disabled."));

#[tokio::test]
async fn a_lock_shows_its_reason_and_end_and_a_missing_key_leaves_it() {
    let desk = Desk::new().await;
    let until = desk.now().millis() + 60_000;
    let locked = json!({"isLocked": "true", "lockReason": "left", "unlockTime": until.to_string()});
    let view = desk.created(&jane_with(locked)).await;
    let printed = desk.printed(&view);
    assert_eq!((&printed["locked"], &printed["lockReason"]), (&json!(true), &json!("left")));
    assert_eq!(printed["unlockTime"], json!(until));
    let view = desk.saved(&view, &json!({"properties": {"hey": "1"}, "locked": false})).await;
    assert_eq!(desk.map(&view)["isLocked"], json!("true"), "only the key itself ends it");
    desk.world.clock.turn(60);
    let printed = desk.printed(&view);
    assert_eq!((&printed["locked"], &printed["lockReason"]), (&json!(false), &Value::Null));
    assert_eq!(printed["properties"], json!({"ubaThreshold": "50", "hey": "1"}));
}

#[tokio::test]
async fn where_fields_are_merged_those_of_a_lock_are_not() {
    let desk = Desk::with(Settings { merge_convenience_fields: true, ..Settings::default() }).await;
    let view = desk.created(&jane()).await;
    let read_before = desk.printed(&view);
    let view = desk.elsewhere(&view, vec![Change::Lock(Some(NewLock::default()))]).await;
    let view = desk.saved(&view, &read_before).await;
    assert!(view.user.lock.is_some(), "an object read before the lock does not end it");
}

#[tokio::test]
async fn an_unlock_is_an_explicit_word_that_is_read_back() {
    let desk = Desk::new().await;
    let view = desk.created(&jane_with(json!({"isLocked": "true"}))).await;
    assert_eq!(desk.map(&view)["lockReason"], json!("Locked by system"));
    let unlock = json!({"properties": {"isLocked": "false", "lockReason": "x", "unlockTime": "5"}});
    let view = desk.saved(&view, &unlock).await;
    assert!(view.user.lock.is_none());
    assert_eq!(desk.map(&view), json!({"isLocked": "false", "ubaThreshold": "50"}));
    let view = desk.elsewhere(&view, vec![Change::Lock(Some(NewLock::default()))]).await;
    assert_eq!(desk.map(&view)["isLocked"], json!("true"));
    let view = desk.saved(&view, &json!({"locked": false})).await;
    assert_eq!(desk.map(&view), json!({"ubaThreshold": "50"}), "without a map the twin is the word");
}

#[tokio::test]
async fn locking_the_locked_keeps_what_is_not_said() {
    let desk = Desk::new().await;
    let view = desk.created(&jane_with(json!({"isLocked": "true", "lockReason": "left"}))).await;
    let same = desk.saved(&view, &json!({"properties": {"isLocked": "true"}})).await;
    assert_eq!(same.user.version, view.user.version);
    let view = desk.saved(&view, &json!({"properties": {"lockReason": "again"}})).await;
    assert_eq!(view.user.lock.as_ref().unwrap().reason.as_deref(), Some("again"));
    let until = desk.now().millis() + 1_000;
    let view = desk.saved(&view, &json!({"unlockTime": until})).await;
    assert_eq!(desk.printed(&view)["unlockTime"], json!(until));
    let view = desk.saved(&view, &json!({"unlockTime": null})).await;
    let lock = view.user.lock.unwrap();
    assert_eq!((lock.reason.as_deref(), lock.until), (Some("again"), None));
}

#[tokio::test]
async fn an_end_that_is_taken_back_leaves_since_when_and_why() {
    let desk = Desk::new().await;
    let until = desk.now().millis() + 60_000;
    let view = desk.created(&jane_with(json!({"isLocked": "true", "unlockTime": until.to_string()}))).await;
    let before = view.user.lock.clone().unwrap();
    desk.world.clock.turn(1);
    let view = desk.saved(&view, &json!({"unlockTime": null})).await;
    let endless = Lock { until: None, ..before };
    assert_eq!(view.user.lock.as_ref(), Some(&endless));
    let view = desk.saved(&view, &json!({"unlockTime": until})).await;
    let view = desk.saved(&view, &json!({"unlockTime": null, "lockReason": "other"})).await;
    assert_eq!(view.user.lock, Some(Lock { reason: Some("other".to_owned()), ..endless }));
}

#[tokio::test]
async fn a_reason_or_a_time_makes_no_lock() {
    let desk = Desk::new().await;
    let view = desk.created(&jane_with(json!({"lockReason": "x", "unlockTime": "99999999999999"}))).await;
    assert_eq!(desk.map(&view), json!({"ubaThreshold": "50"}));
    assert!(view.user.lock.is_none());
}

#[tokio::test]
async fn a_disabled_user_is_shown_as_locked_for_a_reserved_reason() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let view = desk.elsewhere(&view, vec![Change::Enabled(false)]).await;
    let printed = desk.printed(&view);
    assert_eq!((&printed["locked"], &printed["lockReason"]), (&json!(true), &json!("Account is disabled")));
    let expected = json!({"isLocked": "true", "lockReason": "Account is disabled", "ubaThreshold": "50"});
    assert_eq!(printed["properties"], expected);
}

#[tokio::test]
async fn the_reserved_reason_never_locks() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let view = desk.elsewhere(&view, vec![Change::Enabled(false)]).await;
    let sent = desk.printed(&view);
    let same = desk.saved(&view, &sent).await;
    assert_eq!(same.user.version, view.user.version);
    let view = desk.elsewhere(&view, vec![Change::Enabled(true)]).await;
    let view = desk.saved(&view, &sent).await;
    assert!(view.user.lock.is_none() && desk.printed(&view)["locked"] == json!(false));
    let mut copy = jane_with(sent["properties"].clone());
    copy["eid"] = json!("copy");
    assert!(desk.created(&copy).await.user.lock.is_none(), "nor does it of a copy");
}

#[tokio::test]
async fn beside_the_reserved_reason_the_rest_is_heard_where_a_lock_stands() {
    let desk = Desk::new().await;
    let view = desk.created(&jane_with(json!({"isLocked": "true", "lockReason": "left"}))).await;
    for more in [json!({"isLocked": "true"}), json!({})] {
        let until = desk.now().millis() + 60_000 + i64::from(more == json!({}));
        let mut map = more;
        map["lockReason"] = json!("Account is disabled");
        map["unlockTime"] = json!(until.to_string());
        let view = desk.saved(&view, &json!({ "properties": map })).await;
        let printed = desk.printed(&view);
        assert_eq!((&printed["lockReason"], &printed["unlockTime"]), (&json!("left"), &json!(until)));
    }
}

#[tokio::test]
async fn a_lock_may_have_that_reason_as_its_own() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let own = NewLock { reason: Some("Account is disabled".to_owned()), until: None };
    let view = desk.elsewhere(&view, vec![Change::Lock(Some(own))]).await;
    let mut map = desk.map(&view);
    map["unlockTime"] = json!("99999999999999");
    let view = desk.saved(&view, &json!({"properties": map})).await;
    assert_eq!(desk.printed(&view)["unlockTime"], json!(99_999_999_999_999_i64));
}

#[tokio::test]
async fn a_disabled_user_cannot_be_unlocked() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let view = desk.elsewhere(&view, vec![Change::Enabled(false)]).await;
    for body in [json!({"properties": {"isLocked": "false"}}), json!({"locked": false})] {
        assert_eq!(desk.save(view.user.id, &body).await.unwrap_err(), CONFLICT, "{body}");
    }
    let view = desk.elsewhere(&view, vec![Change::Lock(Some(NewLock::default()))]).await;
    let refused = desk.save(view.user.id, &json!({"properties": {"isLocked": "false"}})).await;
    assert_eq!(refused.unwrap_err(), CONFLICT, "locked or not");
    assert_eq!(desk.read(view.user.id).await.user.version, view.user.version);
}

#[tokio::test]
async fn a_disabled_user_can_be_locked_as_well() {
    let desk = Desk::new().await;
    for (eid, body) in [
        ("one", json!({"properties": {"isLocked": "true"}})),
        ("two", json!({"properties": {"isLocked": "true", "lockReason": "theft"}})),
        ("three", json!({"locked": true})),
    ] {
        let mut new = jane();
        new["eid"] = json!(eid);
        let view = desk.created(&new).await;
        let view = desk.elsewhere(&view, vec![Change::Enabled(false)]).await;
        let view = desk.saved(&view, &body).await;
        assert!(view.user.lock.is_some(), "{body}");
        assert_ne!(desk.printed(&view)["lockReason"], json!("Account is disabled"), "its own reason");
    }
}

#[tokio::test]
async fn a_wording_falls_with_the_lock_and_with_the_enabled_axis() {
    let desk = Desk::new().await;
    let view = desk.created(&jane_with(json!({"isLocked": "FALSE"}))).await;
    assert_eq!(desk.map(&view)["isLocked"], json!("FALSE"));
    let view = desk.elsewhere(&view, vec![Change::Enabled(false)]).await;
    assert_eq!(desk.map(&view)["isLocked"], json!("true"));
    let view = desk.elsewhere(&view, vec![Change::Enabled(true)]).await;
    assert_eq!(desk.map(&view), json!({"ubaThreshold": "50"}));
}

#[tokio::test]
async fn a_wording_survives_its_own_change_of_the_lock() {
    let desk = Desk::new().await;
    let worded = |reason: &str| json!({"isLocked": "TRUE", "lockReason": reason, "unlockTime": "099999999999999", "ubaThreshold": "50"});
    let view = desk.created(&jane_with(worded("one"))).await;
    let view = desk.saved(&view, &json!({"properties": worded("two")})).await;
    assert_eq!(desk.map(&view), worded("two"));
}

#[tokio::test]
async fn a_wording_that_means_something_else_by_now_is_not_shown() {
    let desk = Desk::new().await;
    let until = format!("0{}", desk.now().millis() + 1_000);
    let view = desk.created(&jane_with(json!({"isLocked": "True", "unlockTime": until}))).await;
    assert_eq!(
        (&desk.map(&view)["isLocked"], &desk.map(&view)["unlockTime"]),
        (&json!("True"), &json!(until))
    );
    desk.world.clock.turn(1);
    assert_eq!(desk.map(&view), json!({"ubaThreshold": "50"}), "the lock is over, and nobody has written");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_its_name() {
    let desk = Desk::new().await;
    let long = "0".repeat(33);
    let refused = desk.create(&jane_with(json!({"isLocked": "yes", "unlockTime": long}))).await;
    let expected = [
        ("properties.isLocked".to_owned(), Rule::Type("true or false")),
        ("properties.unlockTime".to_owned(), Rule::Type("milliseconds since 1970")),
    ];
    assert_eq!(broken(refused), expected);
}
