//! The row of the access window in `one-record` 1.3.

use directory::users::Change;
use model::{AccessWindow, Rule, UserView};
use serde_json::{Value, json};

use super::desk::{Desk, jane, jane_with};
use super::people::at;
use super::{broken, required};
use crate::Settings;

fn window(from: i64, until: i64) -> AccessWindow {
    AccessWindow::new(Some(at(from)), Some(at(until))).unwrap()
}

fn keys(from: i64, until: i64) -> Value {
    json!({"isTemporaryUser": "true", "temporaryUserStartTime": from.to_string(),
        "temporaryUserEndTime": until.to_string()})
}

/// A body that makes a temporary user at top level, with a map or none.
fn temporary(properties: Option<Value>) -> Value {
    let mut body = properties.map_or_else(jane, jane_with);
    body["tempUser"] = json!(true);
    body["tempUserStartTime"] = json!(1_000);
    body["tempUserEndTime"] = json!(2_000);
    body
}

async fn temporary_user(desk: &Desk) -> UserView {
    desk.created(&jane_with(keys(1_000, 2_000))).await
}

#[tokio::test]
async fn the_map_decides_and_the_views_follow() {
    let desk = Desk::new().await;
    let mut body = temporary(Some(keys(5, 6)));
    body["tempUserEndTime"] = json!(9_000);
    let view = desk.created(&body).await;
    assert_eq!(view.user.window, window(5, 6), "a window in the past is accepted");
    let printed = desk.printed(&view);
    assert_eq!((&printed["tempUserStartTime"], &printed["tempUserEndTime"]), (&json!(5), &json!(6)));
    assert_eq!(printed["tempUser"], json!(true));
}

#[tokio::test]
async fn a_temporary_user_beside_a_map_needs_all_that_the_vendor_asks_for() {
    let desk = Desk::new().await;
    let body = jane_with(json!({}));
    let mut lacking = body.clone();
    lacking["tempUser"] = json!(true);
    let fields = [
        "tempUserStartTime",
        "tempUserEndTime",
        "properties.isTemporaryUser",
        "properties.temporaryUserStartTime",
        "properties.temporaryUserEndTime",
    ];
    assert_eq!(broken(desk.create(&lacking).await), required(&fields));
    let view = desk.created(&body).await;
    assert_eq!(broken(desk.save(view.user.id, &json!({"tempUser": true, "properties": {}})).await).len(), 5);
}

#[tokio::test]
async fn without_a_map_the_fields_at_top_level_make_it() {
    let desk = Desk::new().await;
    let view = desk.created(&temporary(None)).await;
    assert_eq!(view.user.window, window(1_000, 2_000));
    let mut body = jane();
    body["tempUser"] = json!(true);
    let expected = required(&["tempUserStartTime", "tempUserEndTime"]);
    assert_eq!(broken(desk.create(&body).await), expected);
}

#[tokio::test]
async fn where_fields_are_merged_the_map_need_not_have_them() {
    let desk = Desk::with(Settings { merge_convenience_fields: true, ..Settings::default() }).await;
    let view = desk.created(&temporary(Some(json!({"hey": "1"})))).await;
    assert_eq!(view.user.window, window(1_000, 2_000));
    let view = desk.saved(&view, &json!({"tempUser": false, "properties": {}})).await;
    assert_eq!(view.user.window, AccessWindow::ALWAYS);
}

#[tokio::test]
async fn a_key_needs_both_times_that_can_be_read_and_in_order() {
    let desk = Desk::new().await;
    let refused =
        desk.create(&jane_with(json!({"isTemporaryUser": "true", "temporaryUserStartTime": "1"}))).await;
    assert_eq!(broken(refused), required(&["properties.temporaryUserEndTime"]));
    let refused = desk.create(&jane_with(keys(2, 2))).await;
    let expected = [("properties.temporaryUserEndTime".to_owned(), Rule::Format("must end after it starts"))];
    assert_eq!(broken(refused), expected);
    let mut unreadable = keys(1, 2);
    unreadable["temporaryUserStartTime"] = json!("yesterday");
    unreadable["isTemporaryUser"] = json!("1");
    let fields: Vec<_> =
        broken(desk.create(&jane_with(unreadable)).await).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["properties.isTemporaryUser", "properties.temporaryUserStartTime"]);
}

#[tokio::test]
async fn a_map_without_the_keys_leaves_the_window_unless_the_top_level_says_otherwise() {
    let desk = Desk::new().await;
    let view = temporary_user(&desk).await;
    for body in [
        json!({"properties": {}}),
        json!({"properties": {}, "tempUser": null}),
        json!({"properties": {}, "tempUser": true}),
        json!({"properties": {"temporaryUserStartTime": "1000"}, "tempUser": false}),
    ] {
        assert_eq!(desk.saved(&view, &body).await.user.window, window(1_000, 2_000), "{body}");
    }
    let view = desk.saved(&view, &json!({"properties": {}, "tempUser": false})).await;
    assert_eq!(view.user.window, AccessWindow::ALWAYS);
}

#[tokio::test]
async fn an_explicit_word_clears_the_window() {
    let desk = Desk::new().await;
    for (number, body) in [
        json!({"properties": {"isTemporaryUser": "false"}}),
        json!({"properties": {"istemporaryuser": false, "temporaryUserStartTime": "1000"}}),
        json!({"tempUser": false, "tempUserStartTime": null}),
    ]
    .into_iter()
    .enumerate()
    {
        let mut new = jane_with(keys(1_000, 2_000));
        new["eid"] = json!(format!("jane{number}"));
        let view = desk.created(&new).await;
        let view = desk.saved(&view, &body).await;
        assert_eq!(view.user.window, AccessWindow::ALWAYS, "{body}");
        assert_eq!(desk.printed(&view)["tempUser"], json!(false));
    }
}

#[tokio::test]
async fn what_is_sent_beside_no_window_is_read_back() {
    let desk = Desk::new().await;
    let map = json!({"isTemporaryUser": "false", "temporaryUserStartTime": "1", "ubaThreshold": "50"});
    let view = desk.created(&jane_with(map.clone())).await;
    assert_eq!((desk.map(&view), view.user.window), (map, AccessWindow::ALWAYS));
}

#[tokio::test]
async fn one_end_is_moved_and_the_other_keeps_what_is_finer() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let fine = AccessWindow::new(Some(at(1_000).plus_micros(7)), Some(at(2_000).plus_micros(7))).unwrap();
    let view = desk.elsewhere(&view, vec![Change::Window(fine)]).await;
    let mut map = desk.map(&view);
    let same = desk.saved(&view, &json!({"properties": map})).await;
    assert_eq!(same.user.version, view.user.version);
    map["temporaryUserEndTime"] = json!("3000");
    let view = desk.saved(&view, &json!({"properties": map})).await;
    assert_eq!((view.user.window.from(), view.user.window.until()), (fine.from(), Some(at(3_000))));
}

#[tokio::test]
async fn a_window_with_one_end_is_shown_and_written_back() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let open = AccessWindow::new(Some(at(1_000)), None).unwrap();
    let view = desk.elsewhere(&view, vec![Change::Window(open)]).await;
    let printed = desk.printed(&view);
    assert_eq!((&printed["tempUser"], &printed["tempUserEndTime"]), (&json!(true), &Value::Null));
    assert!(printed["properties"].get("temporaryUserEndTime").is_none());
    let same = desk.saved(&view, &printed).await;
    assert_eq!(same.user.version, view.user.version);
    let refused = desk.save(view.user.id, &json!({"tempUserStartTime": null})).await;
    assert_eq!(broken(refused), required(&["tempUserStartTime"]));
}

#[tokio::test]
async fn a_wording_survives_its_own_change_and_falls_with_that_of_others() {
    let desk = Desk::new().await;
    let worded = |end: &str| {
        json!({"isTemporaryUser": "TRUE", "temporaryUserStartTime": "01000", "temporaryUserEndTime": end,
            "ubaThreshold": "50"})
    };
    let view = desk.created(&jane_with(worded("02000"))).await;
    assert_eq!(desk.map(&view), worded("02000"));
    let view = desk.saved(&view, &json!({"properties": worded("03000")})).await;
    assert_eq!(desk.map(&view), worded("03000"));
    let view = desk.elsewhere(&view, vec![Change::Window(window(1_000, 4_000))]).await;
    let mut plain = keys(1_000, 4_000);
    plain["ubaThreshold"] = json!("50");
    assert_eq!(desk.map(&view), plain);
}
