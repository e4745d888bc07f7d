use directory::groups::{GroupRef, IfMissing};
use directory::passwords::PolicyRules;
use directory::users::{NewPassword, NewUser, PasswordRule};
use model::{Dialect, Refusal, Rule, Slot};
use serde_json::{Value, json};

use super::{PROTOTYPE_SUPER, at, codes, known, user_100, with};
use crate::Settings;
use crate::mapping::new_users;
use crate::wire::some_users;

fn draft(users: &Value, settings: &Settings) -> Result<Vec<NewUser>, Refusal> {
    new_users(some_users(&json!({"users": users}))?, &codes(), &known(), settings)
}

fn made(user: &Value) -> NewUser {
    draft(&json!([user]), &Settings::default()).unwrap_or_else(|refusal| panic!("{refusal}")).remove(0)
}

fn broken_of(users: &Value, settings: &Settings) -> Vec<(String, Rule)> {
    match draft(users, settings) {
        Err(Refusal::Invalid(all)) => all.into_iter().map(|one| (one.field.into_owned(), one.rule)).collect(),
        other => panic!("not refused as invalid: {other:?}"),
    }
}

fn broken(pointer: &str, value: Value) -> Vec<(String, Rule)> {
    broken_of(&json!([with(user_100(), pointer, value)]), &Settings::default())
}

#[test]
fn the_example_of_the_contract_becomes_a_user() {
    let user = made(&user_100());
    assert_eq!(user.login.as_str(), "User100");
    assert_eq!((user.given.as_deref(), user.family.as_deref()), (Some("User100"), Some("User100")));
    assert_eq!((user.gender.as_deref(), user.enabled), (Some("01"), true));
    let [email] = user.emails.as_slice() else { panic!("one address") };
    assert_eq!((email.value(), email.slot, email.primary), ("test@testmail.com", Some(Slot::Main), true));
    let NewPassword::Given(password, rule) = &user.password else { panic!("a password") };
    let PasswordRule::Own { rules, .. } = rule else { panic!("the product's own") };
    assert_eq!((password.as_str(), *rules), ("User100", PolicyRules::OIPA));
    let groups: Vec<_> = user.groups.iter().map(|join| (join.from, join.until, join.if_missing)).collect();
    assert_eq!(groups, [(Some(at("2001-01-01")), None, IfMissing::Refuse); 2]);
    let (dialect, said) = user.residue.unwrap();
    assert_eq!(dialect, Dialect::Oipa);
    let said: Vec<_> = said.names().map(|name| (name, said.text(name).unwrap())).collect();
    let expected = [("localeCode", "01"), ("passwordEncryption", "SHA-512"), ("primaryCompany", "Prototype")];
    assert_eq!(said, expected, "no password among it");
    assert!(user.pins.is_empty() && user.grants.is_empty());
}

#[test]
fn what_is_optional_may_be_missing_or_null() {
    for value in [None, Some(Value::Null)] {
        let mut user = user_100();
        for (parent, name) in [
            ("", "userStatus"),
            ("", "passwordEncryption"),
            ("", "securityGroup"),
            ("/client", "sex"),
            ("/client", "email"),
        ] {
            let members = user.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            members.remove(name);
            members.extend(value.clone().map(|null| (name.to_owned(), null)));
        }
        let user = made(&user);
        assert!(user.enabled && user.gender.is_none() && user.emails.is_empty() && user.groups.is_empty());
        assert_eq!(user.residue.unwrap().1.text("passwordEncryption"), None);
    }
}

#[test]
fn what_must_be_there_is_named_all_at_once() {
    let paths = [
        "loginName",
        "password",
        "localeCode",
        "client.primaryCompany",
        "client.firstName",
        "client.lastName",
    ];
    let expected: Vec<_> = paths.map(|path| (format!("users[0].{path}"), Rule::Required)).into();
    assert_eq!(broken_of(&json!([{}]), &Settings::default()), expected);
    let blank = json!([{"loginName": " ", "password": " ", "localeCode": "", "client": {"primaryCompany": "", "firstName": " ", "lastName": ""}}]);
    assert_eq!(broken_of(&blank, &Settings::default()), expected);
}

#[test]
fn values_out_of_no_table_are_named() {
    for (pointer, path) in [
        ("/userStatus", "userStatus"),
        ("/localeCode", "localeCode"),
        ("/passwordEncryption", "passwordEncryption"),
        ("/client/primaryCompany", "client.primaryCompany"),
        ("/securityGroup/1/securityGroupName", "securityGroup[1].securityGroupName"),
    ] {
        let mut body = user_100();
        *body.pointer_mut(pointer).unwrap() = json!("99");
        let expected = (format!("users[0].{path}"), Rule::UnknownValue);
        assert_eq!(broken_of(&json!([body]), &Settings::default()), [expected]);
    }
    assert!(made(&with(user_100(), "/client/sex", json!("anything"))).gender.is_some(), "sex is not checked");
}

#[test]
fn digests_are_of_the_sha_family_without_case() {
    for name in ["SHA-512", "sha-256", "Sha-1"] {
        assert_eq!(
            made(&with(user_100(), "/passwordEncryption", json!(name)))
                .residue
                .unwrap()
                .1
                .text("passwordEncryption"),
            Some(name)
        );
    }
    assert_eq!(
        broken("/passwordEncryption", json!("MD5")),
        [("users[0].passwordEncryption".to_owned(), Rule::UnknownValue)]
    );
}

#[test]
fn a_status_that_is_not_the_first_of_its_kind_is_pinned() {
    let user = made(&with(user_100(), "/userStatus", json!("03")));
    let pins: Vec<_> = user.pins.iter().map(|pin| (pin.field.as_str(), pin.wording.as_str())).collect();
    assert_eq!((user.enabled, pins), (false, vec![("enabled", "03")]));
    let user = made(&with(user_100(), "/userStatus", json!("02")));
    assert!(!user.enabled && user.pins.is_empty());
}

#[test]
fn a_login_that_basic_cannot_carry_is_refused() {
    let colon = Rule::Format("must not contain a colon");
    assert_eq!(broken("/loginName", json!("a:b")), [("users[0].loginName".to_owned(), colon)]);
    assert_eq!(made(&with(user_100(), "/loginName", json!("José O'Neil"))).login.as_str(), "José O'Neil");
}

#[test]
fn a_name_is_taken_in_the_store_or_in_the_same_request_without_case() {
    let named = |login: &str| with(user_100(), "/loginName", json!(login));
    let twice = |index: usize| (format!("users[{index}].loginName"), Rule::Twice);
    let settings = Settings::default();
    assert_eq!(broken_of(&json!([named("a"), named("TAKEN"), named("A")]), &settings), [twice(1), twice(2)]);
}

#[test]
fn a_group_may_be_named_by_its_guid_and_not_twice() {
    let guid = json!([{"securityGroupGuid": PROTOTYPE_SUPER.to_uppercase()}]);
    let user = made(&with(user_100(), "/securityGroup", guid));
    assert!(matches!(user.groups[0].group, GroupRef::Id(_)));
    let both = json!([{"securityGroupGuid": PROTOTYPE_SUPER}, {"securityGroupName": "prototype SUPER"}]);
    let expected = ("users[0].securityGroup[1].securityGroupName".to_owned(), Rule::Twice);
    assert_eq!(broken("/securityGroup", both), [expected]);
    let required = ("users[0].securityGroup[0].securityGroupName".to_owned(), Rule::Required);
    assert_eq!(broken("/securityGroup", json!([{}])), [required]);
}

#[test]
fn dates_are_read_in_three_forms() {
    let read = |text: &str| super::super::time::parse(text).ok().map(model::Timestamp::micros);
    let midnight = Some(978_307_200_000_000);
    for text in [
        "2001-01-01T00:00:00Z",
        "2001-01-01T00:00:00",
        "2001-01-01",
        "2001-01-01t01:30:00.000+01:30",
        "2000-12-31T19:00:00-05:00",
    ] {
        assert_eq!(read(text), midnight, "{text}");
    }
    assert_eq!(read("2001-01-01T00:00:00.1234567Z"), midnight.map(|at| at + 123_456));
    for text in [
        "",
        "2001",
        "01/01/2001",
        "2001-02-30",
        "2001-01-01 00:00:00Z",
        "2001-01-01T00:00Z",
        "20010101",
        "2001-01-01T00:00:00.Z",
        "2001-01-01T25:00:00Z",
        "2001-01-01T00:00:00[UTC]",
        "0000-01-01",
        "+002001-01-01",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(super::super::time::print(at("2021-08-19T10:24:56.999Z")), "2021-08-19T10:24:56");
}

#[test]
fn a_membership_ends_after_it_starts() {
    let dates = |from: &str, to: &str| json!([{"securityGroupName": "Prototype Super", "roleEffectiveFrom": from, "roleEffectiveTo": to}]);
    let user = made(&with(user_100(), "/securityGroup", dates("2001-01-01", "2001-01-02")));
    assert_eq!(user.groups[0].until, Some(at("2001-01-02")));
    let [(path, _)] = broken("/securityGroup", dates("2001-01-02", "2001-01-01")).try_into().unwrap();
    assert_eq!(path, "users[0].securityGroup[0].roleEffectiveTo");
    let [(path, _)] = broken("/securityGroup", dates("soon", "2001-01-01")).try_into().unwrap();
    assert_eq!(path, "users[0].securityGroup[0].roleEffectiveFrom");
}

#[test]
fn a_site_may_want_a_security_group() {
    let settings = Settings { require_security_group: true, ..Settings::default() };
    let expected = [("users[0].securityGroup".to_owned(), Rule::Required)];
    assert_eq!(broken_of(&json!([with(user_100(), "/securityGroup", json!([]))]), &settings), expected);
    assert!(draft(&json!([user_100()]), &settings).is_ok());
}

#[test]
fn values_of_a_wrong_type_are_named_with_their_paths() {
    let body = json!([{"loginName": 1, "client": [], "securityGroup": [1, {"roleEffectiveFrom": {}}]}, null]);
    let paths: Vec<_> = broken_of(&body, &Settings::default()).into_iter().map(|(path, _)| path).collect();
    let expected = [
        "users[0].loginName",
        "users[0].client",
        "users[0].securityGroup[0]",
        "users[0].securityGroup[1].roleEffectiveFrom",
        "users[1]",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn a_body_without_users_is_refused() {
    for body in [json!({}), json!({"users": []}), json!({"users": null}), user_100()] {
        let Err(refusal) = some_users(&body) else { panic!("{body}") };
        assert_eq!(refusal, Refusal::invalid("users", Rule::Required));
    }
    assert!(some_users(&json!([])).is_err() && some_users(&json!({"users": {}})).is_err());
}
