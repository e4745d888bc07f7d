use directory::users::Edit;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::people::{ID, at, bare};
use crate::Settings;
use crate::mapping::{Echo, edit, new_user};
use crate::wire::{Key, UserBody};

/// Any JSON, with the vendor's names of members among others.
fn value() -> impl Strategy<Value = Value> {
    let known = prop::sample::select(vec!["true", "false", ID, "1745590000000", "a@b", "MD5", "1;2"]);
    let text = prop_oneof![any::<String>(), known.prop_map(str::to_owned)];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 48, 8, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from), object(inner)]
    })
}

fn object(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec((member(), values), 0..12)
        .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()))
}

fn member() -> impl Strategy<Value = String> {
    let mut names: Vec<_> = Key::ALL.iter().flat_map(|key| [key.name(), key.twin()]).collect();
    names.extend(["eid", "personelId", "name", "surname", "email", "password", "passwordAlgorithm"]);
    names.extend(["passwordDirty", "internal", "rapOnlyUser", "groups", "managerGroups", "properties"]);
    let known = prop::sample::select(names);
    let other_case = known.clone().prop_map(str::to_uppercase);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => other_case, 1 => any::<String>()]
}

fn settings() -> impl Strategy<Value = Settings> {
    any::<(bool, bool)>().prop_map(|(merge, legacy)| Settings {
        merge_convenience_fields: merge,
        legacy_35: legacy,
        ..Settings::default()
    })
}

fn try_all(body: &Value, settings: Settings) {
    let Ok(body) = UserBody::read(body) else { return };
    let _ = Echo::of(&body, settings);
    let _ = new_user(&body, settings);
    let Ok((_, Edit::Sent { projection, fields, .. })) = edit(body, settings) else { return };
    let view = bare("x");
    for (field, sent) in &fields {
        let printed = projection.print(field, &view, at(100));
        if !projection.is_printed(field, sent, printed.as_ref()) {
            let _ = projection.parse(field, sent, &view, at(100));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_json_can_make_the_mapping_panic(body in value(), settings in settings()) {
        try_all(&body, settings);
    }

    #[test]
    fn no_body_of_the_right_types_can_make_the_mapping_panic(
        mut body in object(prop_oneof![
            any::<String>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            Just(Value::Null),
        ]),
        map in object(prop_oneof![any::<String>(), Just("true".to_owned())].prop_map(Value::from)),
        settings in settings(),
    ) {
        body["id"] = json!(ID);
        body["properties"] = map;
        body["groups"] = json!(["System.users", ID]);
        try_all(&body, settings);
    }

    #[test]
    fn no_control_character_reaches_the_record(text in any::<String>()) {
        let body = json!({"eid": "a", "name": text, "surname": text, "email": "a@b", "password": "s3cret",
            "properties": {"hey": text, "phoneNumber": text, "isLocked": "true", "lockReason": text}});
        let body = UserBody::read(&body).unwrap();
        if let Ok(user) = new_user(&body, Settings::default()) {
            let reason = user.lock.and_then(|lock| lock.reason);
            let phones = user.phones.iter().map(|phone| phone.text().to_owned());
            let held: String = user.given.into_iter().chain(reason).chain(phones)
                .chain(user.attributes.into_values()).collect();
            prop_assert!(!held.chars().any(char::is_control));
        }
    }
}
