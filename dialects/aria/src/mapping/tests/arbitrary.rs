use model::projection::Projection;
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::{any_json, any_text};

use super::print::{at, mira};
use crate::Settings;
use crate::mapping::new_user;
use crate::mapping::projection::AsAria;
use crate::wire::{UserBody, whole};

/// Any JSON, with the vendor's names of members among others.
fn value() -> impl Strategy<Value = Value> {
    let texts = prop_oneof![any_text(), Just("9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01".to_owned())];
    any_json(texts, member(), 5)
}

fn member() -> impl Strategy<Value = String> + Clone {
    let known = prop::sample::select(vec![
        "username",
        "firstName",
        "password",
        "emailAddress",
        "enabled",
        "groupIds",
        "roleNames",
        "role-permissions",
        "roleName",
        "scopeId",
        "traversal-spec-instances",
        "allowAllObjects",
        "adapterKind",
        "name",
        "resourceSelection",
        "type",
        "resourceId",
        "includedAdapterKinds",
        "externalId",
        "lastLoginTime",
        "links",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any_text()]
}

proptest! {
    #[test]
    fn no_json_can_make_the_mapping_panic(body in value()) {
        if let Ok(body) = whole::<UserBody>(&body) {
            let _ = new_user(body, Settings::default());
        }
    }

    #[test]
    fn no_permissions_can_make_the_mapping_panic(permissions in value()) {
        let body = json!({"username": "a", "password": "Tr4in-delay", "role-permissions": permissions});
        if let Ok(body) = whole::<UserBody>(&body) {
            let _ = new_user(body, Settings::default());
        }
    }

    #[test]
    fn no_value_can_make_the_projection_panic(member in member(), sent in value()) {
        let (aria, view) = (AsAria(Settings::default()), mira());
        let printed = aria.print(&member, &view, at(100));
        if !aria.is_printed(&member, &sent, printed.as_ref()) {
            let _ = aria.parse(&member, &sent, &view, at(100));
        }
    }

    #[test]
    fn no_control_character_reaches_the_record(text in any_text()) {
        let body = json!({"username": "a", "password": "Tr4in-delay", "firstName": text, "externalId": text});
        let Ok(body) = whole::<UserBody>(&body) else { panic!("texts are of the right type") };
        let held = new_user(body, Settings::default()).ok().and_then(|user| user.given);
        prop_assert!(held.is_none_or(|text| !text.chars().any(char::is_control)));
    }
}
