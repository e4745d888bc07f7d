use directory::users::Edit;
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::{any_json, any_object, any_text};

use super::people::{ID, at, bare, night};
use crate::Settings;
use crate::mapping::{Echo, edit, group_edit, group_search, lock, new_group, new_user, search, unlock};
use crate::wire::{GroupBody, GroupSearchBody, Key, Named, SearchBody, UserBody};

/// Any JSON, with the vendor's names of members among others.
fn value() -> impl Strategy<Value = Value> {
    let known = prop::sample::select(vec!["true", "false", ID, "1745590000000", "a@b", "MD5", "1;2"]);
    let texts = prop_oneof![any_text(), known.prop_map(str::to_owned)];
    any_json(texts, member(), 3)
}

fn member() -> impl Strategy<Value = String> + Clone {
    let mut names: Vec<_> = Key::ALL.iter().flat_map(|key| [key.name(), key.twin()]).collect();
    names.extend(["eid", "personelId", "name", "surname", "email", "password", "passwordAlgorithm"]);
    names.extend([
        "users",
        "managers",
        "description",
        "filterIdList",
        "filterEidList",
        "filterInternal",
        "firstResult",
    ]);
    names.extend([
        "maxResult",
        "recordLimit4Search",
        "userPropertyKey4Search",
        "userPropertyValue4Search",
        "id",
    ]);
    names.extend(["passwordDirty", "internal", "rapOnlyUser", "groups", "managerGroups", "properties"]);
    let known = prop::sample::select(names);
    let other_case = known.clone().prop_map(str::to_uppercase);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => other_case, 1 => any_text()]
}

fn settings() -> impl Strategy<Value = Settings> {
    any::<(bool, bool)>().prop_map(|(merge, legacy)| Settings {
        merge_convenience_fields: merge,
        legacy_35: legacy,
        ..Settings::default()
    })
}

fn try_all(body: &Value, settings: Settings) {
    let _ = SearchBody::read(body).map(|body| search(&body, at(100)));
    let _ = GroupSearchBody::read(body).map(group_search);
    let _ = Named::read(body).map(|named| (unlock(&named, settings), lock(named, settings)));
    if let Ok(body) = GroupBody::read(body) {
        let _ = new_group(body.clone());
        let _ = group_edit(ID, body).map(|(_, edit)| edit(&night()));
    }
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
        mut body in any_object(member(), prop_oneof![
            any_text().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            Just(Value::Null),
        ]),
        map in any_object(member(), prop_oneof![any_text(), Just("true".to_owned())].prop_map(Value::from)),
        settings in settings(),
    ) {
        body["id"] = json!(ID);
        body["properties"] = map;
        body["groups"] = json!(["System.users", ID]);
        try_all(&body, settings);
    }

    #[test]
    fn no_control_character_reaches_the_record(text in any_text()) {
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
