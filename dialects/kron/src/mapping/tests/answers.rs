use model::{Dialect, Email, Origin, Residue, Slot};
use serde_json::{Value, json};

use super::people::{at, bare, managed, member};
use crate::mapping::user::{detail, legacy_user, user};

#[test]
fn what_nobody_ever_said_is_null() {
    let printed = serde_json::to_value(user(&bare("x"), at(100))).unwrap();
    for member in ["personelId", "name", "surname", "email", "phoneNumber", "managerGroups", "lastLogin"] {
        assert_eq!(printed[member], Value::Null, "{member}");
    }
    assert_eq!(printed["properties"], json!({"ubaThreshold": "50"}));
}

#[test]
fn groups_are_shown_while_the_membership_is_in_force_in_the_order_of_joining() {
    let mut view = bare("x");
    view.memberships = vec![
        member(7, at(0), Some(at(100))),
        member(2, at(0), Some(at(101))),
        member(9, at(100), None),
        member(1, at(0), None),
        member(8, at(101), None),
    ];
    let printed = serde_json::to_value(user(&view, at(100))).unwrap();
    let nine = "cf7013df-9b88-4ea8-a07f-000000000009";
    assert_eq!(printed["groups"], json!(["DEFAULT_GROUP_SYSYEM_ADMINS", nine, "DEFAULT_GROUP_SYSYEM_USERS"]));
}

#[test]
fn managed_groups_are_null_in_one_shape_and_an_empty_list_in_the_other() {
    let mut view = bare("x");
    let shapes = |view: &_| {
        let saved = serde_json::to_value(user(view, at(0))).unwrap();
        let legacy = serde_json::to_value(legacy_user(view, at(0), None)).unwrap();
        let detail = serde_json::to_value(detail(view, at(0))).unwrap();
        [saved, legacy, detail].map(|shape| shape["managerGroups"].clone())
    };
    assert_eq!(shapes(&view), [Value::Null, Value::Null, json!([])]);
    view.manages = vec![managed(1), managed(3)];
    let both = json!(["DEFAULT_GROUP_SYSYEM_USERS", "cf7013df-9b88-4ea8-a07f-000000000003"]);
    assert_eq!(shapes(&view), [both.clone(), both.clone(), both]);
}

#[test]
fn the_address_shown_is_the_one_in_the_main_slot() {
    let mut view = bare("x");
    view.emails = vec![
        Email::new("first@x".to_owned()).unwrap(),
        Email::new("main@x".to_owned()).unwrap().into_slot(Slot::Main),
    ];
    assert_eq!(user(&view, at(0)).email, Some("main@x"));
    view.emails.pop();
    assert_eq!(user(&view, at(0)).email, None);
}

#[test]
fn the_last_sign_in_is_shown_with_its_address_where_the_shape_has_one() {
    let mut view = bare("x");
    view.user.last_sign_in = Some(at(1_234).plus_micros(999));
    view.user.last_sign_in_from = Some("2001:db8::1".parse().unwrap());
    assert_eq!(user(&view, at(0)).last_login, Some(1_234), "cut and never rounded up");
    for shape in [
        serde_json::to_value(legacy_user(&view, at(0), None)).unwrap(),
        serde_json::to_value(detail(&view, at(0))).unwrap(),
    ] {
        assert_eq!((&shape["lastLogin"], &shape["lastLoginIp"]), (&json!(1_234), &json!("2001:db8::1")));
    }
}

#[test]
fn an_external_user_is_not_internal_and_shows_the_name_of_the_source() {
    let mut view = bare("x");
    view.user.origin = Origin::External(None);
    let mut said = Residue::default();
    said.set("externalDirectorySource", "LDAP");
    view.residue.insert(Dialect::Kron, said);
    let printed = user(&view, at(0));
    assert_eq!((printed.internal, printed.external_directory_source), (false, Some("LDAP")));
}

#[test]
fn a_password_made_by_the_server_is_told() {
    let mut view = bare("x");
    view.user.password_generated = true;
    assert!(user(&view, at(0)).password_auto_generated);
}
