use model::{Refusal, Rule};
use serde_json::{Value, json};

use super::{Key, Sent, UserBody};

fn read(body: &Value) -> UserBody {
    UserBody::read(body).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn wrong(body: &Value) -> Vec<(String, Rule)> {
    match UserBody::read(body) {
        Err(Refusal::Invalid(all)) => all.into_iter().map(|one| (one.field.into_owned(), one.rule)).collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("not refused"),
    }
}

#[test]
fn members_are_found_in_any_case_and_the_documented_spelling_wins() {
    let body = read(&json!({"EID": "other", "eid": "jane", "PersonelID": "7", "lockreason": "x"}));
    assert_eq!((body.eid, body.personel_id), (Sent::Value("jane".into()), Sent::Value("7".into())));
    assert_eq!(body.twins.get(&Key::LockReason), Some(&Sent::Value("x".to_owned())));
}

#[test]
fn absent_null_and_a_value_are_three_things() {
    let body = read(&json!({"eid": null, "name": "", "tempUser": null, "locked": false}));
    assert_eq!((body.eid, body.name, body.surname), (Sent::Null, Sent::Value(String::new()), Sent::Absent));
    assert_eq!(body.twins.get(&Key::Temporary), Some(&Sent::Null));
    assert_eq!(body.twins.get(&Key::Locked), Some(&Sent::Value("false".to_owned())));
    assert_eq!(body.twins.get(&Key::MustChange), Some(&Sent::Absent));
}

#[test]
fn without_an_id_or_with_null_a_user_is_to_be_created() {
    assert_eq!(read(&json!({})).id(), None);
    assert_eq!(read(&json!({"id": null})).id(), None);
    assert_eq!(read(&json!({"Id": "x"})).id(), Some("x"));
}

#[test]
fn everything_of_a_wrong_type_is_named_at_once() {
    let body = json!({
        "id": 5, "eid": [], "passwordDirty": "true", "internal": 1, "groups": ["a", 5], "managerGroups": "b",
        "tempUserStartTime": "1745590000000", "unlockTime": 1.5, "ubaThreshold": [],
        "properties": {"hey": [], "isLocked": {}}
    });
    let fields: Vec<_> = wrong(&body).into_iter().map(|(field, _)| field).collect();
    let expected = [
        "id",
        "eid",
        "passwordDirty",
        "internal",
        "groups[1]",
        "managerGroups",
        "ubaThreshold",
        "tempUserStartTime",
        "unlockTime",
        "properties.hey",
        "properties.isLocked",
    ];
    assert_eq!(fields, expected);
    assert_eq!(wrong(&json!([])), [("body".to_owned(), Rule::Type("an object"))]);
    assert_eq!(wrong(&json!({"properties": []})), [("properties".to_owned(), Rule::Type("an object"))]);
}

#[test]
fn unknown_members_and_those_of_a_search_are_passed_over() {
    read(
        &json!({"filterEidList": 5, "firstResult": "x", "secondPassword": [], "creationTime": "x", "what": {}}),
    );
}

#[test]
fn values_of_the_map_are_made_text_and_null_is_absent() {
    let body = read(&json!({"properties": {"n": 5, "b": true, "big": u64::MAX, "t": "x", "none": null,
        "UBATHRESHOLD": 70, "isLocked": false}}));
    let map = body.properties.unwrap();
    let free: Vec<_> = map.free.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(free, [("b", "true"), ("big", "18446744073709551615"), ("n", "5"), ("t", "x")]);
    assert_eq!((&*map.known[&Key::UbaThreshold], &*map.known[&Key::Locked]), ("70", "false"));
}

#[test]
fn a_number_that_would_not_be_read_back_as_it_is_sent_is_refused_by_its_key() {
    let wanted = Rule::Type("a text, true or false, or a whole number of at most 64 bits");
    for number in ["1.50", "1.5", "1e3", "-0", "18446744073709551616", "0.1234567890123456789"] {
        let body = format!(
            r#"{{"ubaThreshold": {number}, "properties": {{"hey": {number}, "UBATHRESHOLD": {number}}}}}"#
        );
        let wrong = wrong(&serde_json::from_str(&body).unwrap());
        let expected = ["ubaThreshold", "properties.UBATHRESHOLD", "properties.hey"];
        assert_eq!(wrong, expected.map(|field| (field.to_owned(), wanted.clone())), "{number}");
    }
    for number in ["-9223372036854775808", "18446744073709551615", "0"] {
        let body = read(&serde_json::from_str(&format!(r#"{{"properties": {{"hey": {number}}}}}"#)).unwrap());
        assert_eq!(body.properties.unwrap().free["hey"], number);
    }
}
