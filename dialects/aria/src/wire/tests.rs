use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::body;
use crate::media::Media;

fn failures(body: &serde_json::Value) -> Vec<(String, String)> {
    let Err(wrong) = whole::<UserBody>(body) else { return Vec::new() };
    wrong.0.into_iter().map(|one| (one.violation_path, one.failure_message)).collect()
}

#[test]
fn every_value_of_a_wrong_type_is_named_by_its_path() {
    let body = json!({
        "id": 7, "username": ["a"], "enabled": "true", "groupIds": ["x", null], "roleNames": [1], "lastLoginTime": "now",
        "role-permissions": [{"scopeId": "y", "traversal-spec-instances": [{"resourceSelection": [{"type": "SOME"}]}]}, 3]
    });
    let spec = "role-permissions[0].traversal-spec-instances[0]";
    let expected = [
        ("id", "7"),
        ("username", "array"),
        ("enabled", "true"),
        ("groupIds[0]", "x"),
        ("groupIds[1]", "null"),
        ("roleNames[0]", "1"),
        ("role-permissions[0].scopeId", "y"),
        (&format!("{spec}.resourceSelection[0].type"), "SOME"),
        ("role-permissions[1]", "3"),
        ("lastLoginTime", "now"),
    ]
    .map(|(path, value)| (path.to_owned(), format!("Cannot convert [{value}] to the expected type.")));
    assert_eq!(failures(&body), expected);
}

#[test]
fn null_is_absent_for_every_member() {
    let members = [
        "id",
        "username",
        "firstName",
        "lastName",
        "password",
        "emailAddress",
        "distinguishedName",
        "enabled",
        "groupIds",
        "roleNames",
        "role-permissions",
        "lastLoginTime",
        "externalId",
        "links",
    ];
    let body =
        serde_json::Value::Object(members.iter().map(|name| ((*name).to_owned(), json!(null))).collect());
    let user = whole::<UserBody>(&body).unwrap_or_else(|_| panic!("null is no wrong type"));
    assert!(user.username.is_none() && user.enabled.is_none() && user.role_permissions.is_none());
}

#[test]
fn the_id_of_the_user_to_change_is_one() {
    let Err(wrong) = whole::<ModifyUser>(&json!({"id": "blue", "enabled": 1, "links": {}})) else {
        panic!("wrong types")
    };
    let paths: Vec<_> = wrong.0.into_iter().map(|one| one.violation_path).collect();
    assert_eq!(paths, ["id", "enabled", "links"]);
}

#[test]
fn unknown_members_are_passed_over() {
    assert!(failures(&json!({"others": [], "otherAttributes": {}, "Username": 5})).is_empty());
}

#[test]
fn a_password_of_a_wrong_type_is_not_repeated() {
    let [(path, message)] = failures(&json!({"password": 12_345_678})).try_into().unwrap();
    assert_eq!(path, "password");
    assert!(!message.contains("12345678"));
}

#[test]
fn a_body_that_is_no_object_is_of_a_wrong_type() {
    for body in [json!([]), json!("x"), json!(1), json!(true)] {
        assert_eq!(failures(&body).first().map(|(path, _)| path.as_str()), Some("body"));
    }
}

#[test]
fn each_member_that_may_be_changed_is_told_as_the_whole_user_tells_it() {
    let user = User {
        id: "i".to_owned(),
        username: "u",
        first_name: Some("f"),
        last_name: Some("l"),
        password: (),
        email_address: Some("e"),
        distinguished_name: Some("d"),
        enabled: true,
        group_ids: vec!["g".to_owned()],
        role_names: vec!["r"],
        role_permissions: vec![RolePermission {
            role_name: Some("r".to_owned()),
            ..RolePermission::default()
        }],
        last_login_time: 0,
        external_id: Some("x"),
        links: None,
    };
    let whole = serde_json::to_value(&user).unwrap();
    for name in user::CHANGEABLE {
        assert_eq!(user.member(name).unwrap_or_default(), whole[name], "{name}");
    }
}

proptest! {
    #[test]
    fn no_bytes_can_make_reading_a_body_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        for media in [Media::Json, Media::Xml] {
            let _ = body::parse::<UserBody>(media, &bytes);
            let _ = body::parse::<ModifyUser>(media, &bytes);
            let _ = body::parse::<UsernamePassword>(media, &bytes);
        }
    }
}
