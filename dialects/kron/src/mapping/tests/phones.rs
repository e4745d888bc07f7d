//! The row of `phoneNumber` in `one-record` 1.3.

use directory::users::Change;
use model::{Phone, Slot, UserView};
use serde_json::{Value, json};

use super::broken;
use super::desk::{Desk, jane, jane_with};
use crate::Settings;

fn texts(view: &UserView) -> Vec<&str> {
    view.phones.iter().map(Phone::text).collect()
}

fn shown(desk: &Desk, view: &UserView) -> Value {
    let printed = desk.printed(view);
    assert_eq!(printed["properties"].get("phoneNumber").unwrap_or(&Value::Null), &printed["phoneNumber"]);
    printed["phoneNumber"].clone()
}

/// A user whose body has a number at top level, and a map or none.
async fn jane_at(desk: &Desk, phone: &str, properties: Option<Value>) -> UserView {
    let mut body = properties.map_or_else(jane, jane_with);
    body["phoneNumber"] = json!(phone);
    desk.created(&body).await
}

#[tokio::test]
async fn several_numbers_are_one_text_and_each_has_a_place() {
    let desk = Desk::new().await;
    let view = jane_at(&desk, "+1-5550000;222;333;444", None).await;
    assert_eq!(shown(&desk, &view), json!("+1-5550000;222;333;444"));
    let places: Vec<_> = view.phones.iter().map(|phone| (phone.kind.as_deref(), phone.slot)).collect();
    let expected = [
        (Some("mobile"), Some(Slot::Mobile)),
        (Some("work"), Some(Slot::Landline)),
        (Some("other"), None),
        (None, None),
    ];
    assert_eq!(places, expected);
    assert!(view.phones[0].parts().is_some() && !view.phones.iter().any(|phone| phone.primary));
}

#[tokio::test]
async fn beside_a_map_without_the_key_a_number_is_kept_and_not_shown() {
    let desk = Desk::new().await;
    let view = jane_at(&desk, "111", Some(json!({}))).await;
    assert_eq!((texts(&view), shown(&desk, &view)), (vec!["111"], Value::Null));
    let same = desk.saved(&view, &json!({"phoneNumber": "111", "properties": {}})).await;
    assert_eq!(same.user.version, view.user.version, "the same again");
    let same = desk.saved(&view, &json!({"phoneNumber": null, "properties": {}})).await;
    assert_eq!(same.user.version, view.user.version, "nothing was shown, nothing is cleared");
    let view = desk.saved(&view, &json!({"phoneNumber": "222", "properties": {}})).await;
    assert_eq!((texts(&view), shown(&desk, &view)), (vec!["222"], Value::Null));
    let view = desk.saved(&view, &json!({"properties": {"phoneNumber": "222"}})).await;
    assert_eq!((texts(&view), shown(&desk, &view)), (vec!["222"], json!("222")), "the key shows it");
}

#[tokio::test]
async fn a_change_elsewhere_shows_what_was_hidden() {
    let desk = Desk::new().await;
    let view = jane_at(&desk, "111", Some(json!({}))).await;
    let view = desk
        .elsewhere(
            &view,
            vec![Change::PhoneTexts {
                texts: vec!["333".to_owned()],
                shown: |phone| phone.text().to_owned(),
            }],
        )
        .await;
    assert_eq!(shown(&desk, &view), json!("333"));
}

#[tokio::test]
async fn a_map_that_lacks_the_key_hides_or_clears_what_is_shown() {
    let desk = Desk::new().await;
    let view = jane_at(&desk, "111", None).await;
    let hidden = desk.saved(&view, &json!({"properties": {}})).await;
    assert_eq!((texts(&hidden), shown(&desk, &hidden)), (vec!["111"], Value::Null));
    let view = desk.saved(&view, &json!({"properties": {"phoneNumber": "111"}})).await;
    let hidden = desk.saved(&view, &json!({"phoneNumber": "111", "properties": {}})).await;
    assert_eq!((texts(&hidden), shown(&desk, &hidden)), (vec!["111"], Value::Null));
    for nothing in [Value::Null, json!("")] {
        let view = desk.saved(&view, &json!({"properties": {"phoneNumber": "111"}})).await;
        let cleared = desk.saved(&view, &json!({"phoneNumber": nothing, "properties": {}})).await;
        assert!(cleared.phones.is_empty());
    }
}

#[tokio::test]
async fn without_a_map_the_number_at_top_level_decides() {
    let desk = Desk::new().await;
    let view = jane_at(&desk, "111", None).await;
    let view = desk.saved(&view, &json!({"name": "Janet"})).await;
    assert_eq!(shown(&desk, &view), json!("111"));
    let view = desk.saved(&view, &json!({"phoneNumber": "222;111"})).await;
    assert_eq!(texts(&view), ["222", "111"]);
    for nothing in [Value::Null, json!("")] {
        let cleared = desk.saved(&view, &json!({"phoneNumber": nothing})).await;
        assert!(cleared.phones.is_empty());
    }
    let hidden = desk.saved(&view, &json!({"phoneNumber": "111", "properties": {}})).await;
    let hidden = desk.saved(&hidden, &json!({"phoneNumber": null})).await;
    assert_eq!(shown(&desk, &hidden), Value::Null);
}

#[tokio::test]
async fn where_fields_are_merged_the_number_is_shown() {
    let desk = Desk::with(Settings { merge_convenience_fields: true, ..Settings::default() }).await;
    let view = jane_at(&desk, "111", Some(json!({"hey": "1"}))).await;
    assert_eq!(shown(&desk, &view), json!("111"));
    let view = desk.saved(&view, &json!({"properties": {"hey": "2"}})).await;
    assert_eq!(shown(&desk, &view), json!("111"), "and nothing hides it");
    let view = desk.saved(&view, &json!({"phoneNumber": null, "properties": {}})).await;
    assert!(view.phones.is_empty());
}

#[tokio::test]
async fn a_separator_inside_a_number_is_shown_as_a_comma_and_comes_back_as_it_was() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let phones = vec![Phone::stored("1;ext 2".to_owned(), None), Phone::stored("3".to_owned(), None)];
    let view = desk.elsewhere(&view, vec![Change::Phones(phones)]).await;
    assert_eq!(shown(&desk, &view), json!("1,ext 2;3"));
    let view = desk.saved(&view, &json!({"properties": {"phoneNumber": "1,ext 2;4"}})).await;
    assert_eq!(texts(&view), ["1;ext 2", "4"]);
}

#[tokio::test]
async fn the_wording_of_the_map_is_kept() {
    let desk = Desk::new().await;
    for (number, text) in ["1;;2", ";1", "", " 1 ; 2"].into_iter().enumerate() {
        let mut body = jane_with(json!({"phoneNumber": text}));
        body["eid"] = json!(format!("jane{number}"));
        let view = desk.created(&body).await;
        assert_eq!(shown(&desk, &view), json!(text));
        let view = desk.saved(&view, &json!({"properties": {}})).await;
        assert_eq!(shown(&desk, &view), Value::Null, "{text:?}");
    }
}

#[tokio::test]
async fn a_number_that_cannot_be_kept_is_refused_where_it_stands() {
    let desk = Desk::new().await;
    let mut body = jane();
    body["phoneNumber"] = json!("1;\u{7}");
    assert_eq!(broken(desk.create(&body).await)[0].0, "phoneNumber");
    let refused = desk.create(&jane_with(json!({"phoneNumber": "1;\u{7}"}))).await;
    assert_eq!(broken(refused)[0].0, "properties.phoneNumber");
    let refused = desk.create(&jane_with(json!({"phoneNumber": ";".repeat(1_025)}))).await;
    assert_eq!(broken(refused)[0].0, "properties.phoneNumber");
}
