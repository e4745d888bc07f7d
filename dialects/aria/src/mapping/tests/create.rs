use directory::groups::GroupRef;
use directory::passwords::PolicyRules;
use directory::roles::RoleRef;
use directory::users::{NewPassword, PasswordRule};
use model::{Dialect, GrantObjects, GroupId, Rule, Slot};
use serde_json::{Value, json};

use super::{broken, made};
use crate::Settings;
use crate::mapping::new_user;
use crate::wire::{UserBody, whole};

/// The contract's example, section 8.
fn mira() -> Value {
    json!({
        "username": "mira.holt", "firstName": "Mira", "lastName": "Holt", "password": "Tr4in-delay",
        "emailAddress": "mira@example.test", "enabled": true,
        "role-permissions": [{"roleName": "PowerUser", "allowAllObjects": true}], "lastLoginTime": 0
    })
}

fn mira_with(member: &str, value: &Value) -> Value {
    let mut body = mira();
    body[member] = value.clone();
    body
}

#[test]
fn the_example_of_the_contract_becomes_a_user() {
    let user = made(&mira());
    assert_eq!(user.login.as_str(), "mira.holt");
    assert_eq!((user.given.as_deref(), user.family.as_deref()), (Some("Mira"), Some("Holt")));
    let [email] = user.emails.as_slice() else { panic!("one address") };
    assert_eq!((email.value(), email.slot, email.primary), ("mira@example.test", Some(Slot::Main), true));
    let [grant] = user.grants.as_slice() else { panic!("one grant") };
    assert_eq!(grant.role, RoleRef::Name("PowerUser".to_owned()));
    assert_eq!((&grant.objects, grant.all_objects_said), (&GrantObjects::All, true));
    assert!(user.enabled && user.groups.is_empty() && user.residue.is_none());
    let NewPassword::Given(password, rule) = &user.password else { panic!("a password") };
    let PasswordRule::Own { rules, .. } = rule else { panic!("the product's own") };
    assert_eq!((password.as_str(), *rules), ("Tr4in-delay", PolicyRules::ARIA));
}

#[test]
fn a_user_is_enabled_unless_the_body_says_otherwise() {
    assert!(made(&mira_with("enabled", &Value::Null)).enabled);
    assert!(!made(&mira_with("enabled", &json!(false))).enabled);
}

#[test]
fn what_has_no_word_in_the_record_is_kept_beside_it() {
    let mut body = mira_with("distinguishedName", &json!("CN=Mira,DC=corp"));
    body["externalId"] = json!("42");
    let (dialect, residue) = made(&body).residue.unwrap();
    assert_eq!(dialect, Dialect::Aria);
    assert_eq!(residue.text("distinguishedName"), Some("CN=Mira,DC=corp"));
    assert_eq!(residue.text("externalId"), Some("42"));
    assert_eq!(residue.names().count(), 2, "no password, nothing else");
}

#[test]
fn empty_texts_are_nothing() {
    let mut body = mira();
    for member in ["firstName", "lastName", "emailAddress", "distinguishedName", "externalId"] {
        body[member] = json!("");
    }
    let user = made(&body);
    assert!(
        user.given.is_none() && user.family.is_none() && user.emails.is_empty() && user.residue.is_none()
    );
}

#[test]
fn groups_are_joined_once_each_in_the_order_sent() {
    let (one, two) = ("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "00000000-0000-000A-0000-000000000014");
    let user = made(&mira_with("groupIds", &json!([two, one, one.to_uppercase()])));
    let ids: Vec<_> = user.groups.iter().map(|join| join.group.clone()).collect();
    let [GroupRef::Id(first), GroupRef::Id(second)] = ids.as_slice() else { panic!("two groups") };
    assert_eq!((Some(*first), Some(*second)), (GroupId::parse(two), GroupId::parse(one)));
}

#[test]
fn a_name_is_of_the_vendors_pattern() {
    for name in ["a@b.c", "DOMAIN\\user", "a_b-c", "x:y!$()*[]{}|~^", "élodie", "a`b"] {
        assert_eq!(made(&mira_with("username", &json!(name))).login.as_str(), name);
    }
    let pattern = Rule::Format(r#"must match "^[^\s,<&"'?+%=>;/#]+$""#);
    for c in " \t\n\u{b}\u{c}\r,<&\"'?+%=>;/#".chars() {
        let body = mira_with("username", &json!(format!("a{c}b")));
        assert_eq!(broken(&body), [("username".to_owned(), pattern.clone())], "{c:?}");
    }
    assert_eq!(broken(&mira_with("username", &json!(""))), [("username".to_owned(), pattern)]);
}

#[test]
fn a_name_is_also_one_that_the_record_can_hold() {
    for (name, rule) in [
        ("a\0b".to_owned(), Rule::ControlCharacter),
        ("a".repeat(256), Rule::TooLong { max: 255 }),
        ("..".to_owned(), Rule::Format("must not be . or ..")),
    ] {
        assert_eq!(broken(&mira_with("username", &json!(name))), [("username".to_owned(), rule)]);
    }
}

#[test]
fn all_violations_are_named_in_the_order_of_the_members() {
    let body = json!({
        "username": "a b", "firstName": "M\0", "emailAddress": "e".repeat(321),
        "role-permissions": [{"scopeId": null}, {"roleName": "X"}, {"roleName": "x"}], "externalId": "x".repeat(1_025)
    });
    let paths: Vec<_> = broken(&body).into_iter().map(|(path, _)| path).collect();
    let expected = [
        "username",
        "firstName",
        "password",
        "emailAddress",
        "role-permissions[0].roleName",
        "role-permissions[2].roleName",
        "externalId",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn a_local_user_needs_a_password_that_is_not_blank() {
    assert_eq!(broken(&mira_with("password", &Value::Null)), [("password".to_owned(), Rule::Required)]);
    let blank = Rule::Format("must not be blank");
    assert_eq!(broken(&mira_with("password", &json!("  "))), [("password".to_owned(), blank)]);
    let long = Rule::TooLong { max: 256 };
    assert_eq!(broken(&mira_with("password", &json!("x".repeat(257)))), [("password".to_owned(), long)]);
}

#[test]
fn without_the_policy_a_password_must_only_not_be_blank() {
    let body = whole::<UserBody>(&mira_with("password", &json!("string"))).ok().unwrap();
    let user = new_user(body, Settings { password_policy: false, ..Settings::default() }).unwrap();
    let NewPassword::Given(_, PasswordRule::Own { rules, .. }) = user.password else { panic!("a password") };
    assert_eq!(rules, PolicyRules::at_least(1));
}
