//! The remaining rows of the table in `one-record` 1.3.

use std::collections::BTreeMap;

use directory::users::Change;
use model::Rule;
use serde_json::{Value, json};

use super::broken;
use super::desk::{Desk, jane, jane_with};

#[tokio::test]
async fn a_flag_is_shown_while_it_is_true_and_stays_when_it_is_not_named() {
    let desk = Desk::new().await;
    for (number, (key, twin)) in [
        ("forcePasswordChangeOnNextLogin", "forceChangePasswordOnNextLogin"),
        ("unlockOnPasswordChanged", "unlockOnPasswordChanged"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = jane_with(json!({key: "true"}));
        body["eid"] = json!(format!("jane{number}"));
        let view = desk.created(&body).await;
        let shown = |view| (desk.map(view).get(key).cloned(), desk.printed(view)[twin].clone());
        assert_eq!(shown(&view), (Some(json!("true")), json!(true)));
        let view = desk.saved(&view, &json!({"properties": {}, twin: false})).await;
        assert_eq!(shown(&view), (Some(json!("true")), json!(true)), "the twin beside a map says nothing");
        let view = desk.saved(&view, &json!({"properties": {key: "false"}})).await;
        assert_eq!(shown(&view), (Some(json!("false")), json!(false)), "as it was sent");
        let view = desk.saved(&view, &json!({twin: true})).await;
        assert_eq!(shown(&view), (Some(json!("true")), json!(true)), "without a map the twin is the word");
        let view = desk.saved(&view, &json!({twin: null})).await;
        assert_eq!(shown(&view), (Some(json!("true")), json!(true)));
        let view = desk.saved(&view, &json!({twin: false})).await;
        assert_eq!(shown(&view), (None, json!(false)));
        let refused = broken(desk.save(view.user.id, &json!({"properties": {key: "maybe"}})).await);
        assert_eq!(refused, [(format!("properties.{key}"), Rule::Type("true or false"))]);
    }
}

#[tokio::test]
async fn the_threshold_is_always_shown_and_falls_back_when_a_map_lacks_it() {
    let desk = Desk::new().await;
    let view = desk.created(&jane_with(json!({"ubaThreshold": 70}))).await;
    assert_eq!((desk.map(&view), view.attributes.len()), (json!({"ubaThreshold": "70"}), 1));
    let view = desk.saved(&view, &json!({"properties": {}})).await;
    assert_eq!((desk.map(&view), view.attributes.len()), (json!({"ubaThreshold": "50"}), 0));
    let same = desk.saved(&view, &json!({"properties": {"ubaThreshold": "50"}})).await;
    assert_eq!(same.user.version, view.user.version, "as it is shown");
    let view = desk.saved(&view, &json!({"ubaThreshold": "80"})).await;
    assert_eq!(desk.map(&view)["ubaThreshold"], json!("80"));
    let view = desk.saved(&view, &json!({"name": "Janet"})).await;
    assert_eq!(desk.map(&view)["ubaThreshold"], json!("80"));
    let view = desk.saved(&view, &json!({"ubaThreshold": null})).await;
    assert_eq!(desk.map(&view)["ubaThreshold"], json!("50"));
}

#[tokio::test]
async fn the_name_of_the_source_stays_until_another_is_given() {
    let desk = Desk::new().await;
    let view = desk.created(&jane_with(json!({"externalDirectorySource": "LDAP"}))).await;
    assert_eq!(desk.printed(&view)["externalDirectorySource"], json!("LDAP"));
    let view = desk.saved(&view, &json!({"properties": {}})).await;
    assert_eq!(desk.map(&view)["externalDirectorySource"], json!("LDAP"));
    let view = desk.saved(&view, &json!({"properties": {"externalDirectorySource": "AD"}})).await;
    assert_eq!(desk.map(&view)["externalDirectorySource"], json!("AD"));
    let view = desk.saved(&view, &json!({"externalDirectorySource": null})).await;
    assert_eq!(desk.map(&view), json!({"ubaThreshold": "50"}));
}

#[tokio::test]
async fn free_keys_are_replaced_by_a_map_and_left_without_one() {
    let desk = Desk::new().await;
    let map = json!({"hey": "heyt", "HEY": "2", "n": 15, "b": true, "none": null});
    let view = desk.created(&jane_with(map)).await;
    let shown = json!({"hey": "heyt", "HEY": "2", "n": "15", "b": "true", "ubaThreshold": "50"});
    assert_eq!(desk.map(&view), shown);
    let view = desk.saved(&view, &json!({"phoneNumber": "1"})).await;
    assert_eq!(view.attributes.len(), 4);
    let view = desk.saved(&view, &json!({"properties": {"hey": "heyt", "you": ""}})).await;
    let attributes: Vec<_> = view.attributes.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(attributes, [("hey", "heyt"), ("you", "")]);
}

#[tokio::test]
async fn an_attribute_that_is_named_like_a_view_is_kept_and_not_shown() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let attributes = ["isLocked", "LOCKREASON", "ubathreshold", "free"];
    let set: BTreeMap<_, _> =
        attributes.iter().map(|name| ((*name).to_owned(), Some("true".to_owned()))).collect();
    let view = desk.elsewhere(&view, vec![Change::Attributes(set)]).await;
    assert_eq!(desk.map(&view), json!({"free": "true", "ubaThreshold": "50"}));
    assert_eq!(desk.printed(&view)["locked"], json!(false));
    let view = desk.saved(&view, &json!({"properties": {}})).await;
    assert_eq!(view.attributes.len(), 3, "what is not shown is not touched");
}

#[tokio::test]
async fn a_known_key_is_read_in_any_case() {
    let desk = Desk::new().await;
    let view = desk.created(&jane_with(json!({"ISLOCKED": "true", "lockreason": "x"}))).await;
    assert!(view.user.lock.is_some() && view.attributes.is_empty());
    let both = json!({"properties": {"ISLOCKED": "true", "isLocked": "false"}});
    assert!(desk.saved(&view, &both).await.user.lock.is_none(), "the documented spelling wins");
}

#[tokio::test]
async fn a_key_or_a_value_that_cannot_be_kept_is_refused() {
    let desk = Desk::new().await;
    let mut map = json!({"": "1", "a\u{7}": "1", "text": "\u{7}", "lockReason": "\u{7}",
        "externalDirectorySource": "\u{7}"});
    map["x".repeat(256)] = json!("1");
    map["long"] = json!("x".repeat(1_025));
    let mut fields: Vec<_> =
        broken(desk.create(&jane_with(map)).await).into_iter().map(|(field, _)| field).collect();
    fields.sort();
    let expected = [
        "properties",
        "properties",
        "properties",
        "properties.externalDirectorySource",
        "properties.lockReason",
        "properties.long",
        "properties.text",
    ];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn a_map_that_is_null_is_no_map() {
    let desk = Desk::new().await;
    let mut body = jane_with(Value::Null);
    body["phoneNumber"] = json!("1");
    let view = desk.created(&body).await;
    assert_eq!(desk.printed(&view)["phoneNumber"], json!("1"));
    let same = desk.saved(&view, &json!({"properties": null})).await;
    assert_eq!(same.user.version, view.user.version);
}
