//! The vendor's own calls, V1 to V4 of contract section 9.

use directory::roles::RoleRef;
use directory::users::{NewPassword, PasswordRule};
use model::{Kind, Phone};
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Scenarios {
    input_data: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    name: String,
    content_types: Vec<Option<String>>,
    body: String,
}

fn sample(name: &str) -> NewUser {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/pam360/input_data.json"));
    let all: Scenarios = serde_json::from_str(text).unwrap();
    let sample = all.input_data.into_iter().find(|sample| sample.name.starts_with(name)).unwrap();
    let content_type = sample.content_types.first().unwrap().as_deref();
    let details = decode(content_type, sample.body.as_bytes(), None).unwrap();
    new_user(&details, &Settings::default(), now()).unwrap()
}

#[test]
fn v1_is_a_bound_administrating_program_whose_token_is_born_expired() {
    let user = sample("V1");
    assert_eq!((user.login.as_str(), user.kind), ("Jason", Kind::Api));
    assert!(matches!(user.password, NewPassword::Later(_)));
    let names = vec!["administator".to_owned(), "Administrator".to_owned()];
    assert_eq!(user.grants[0].role, RoleRef::AnyOf { number: Some(301), names });
    let token = user.token.as_ref().unwrap();
    assert_eq!((token.host.as_deref(), token.expires), (Some("john-1234"), Some(at(1_730_332_800))));
    assert_eq!(user.emails.len(), 2);
    assert_eq!(
        residue(&user),
        r#"{"EXPIRYDATE":"2024-10-30","HOSTCHECK":true,"HOSTNAME":"john-1234","OWNERNAMEOPTION":false,"RESTAPIACCESS":true,"ROLE":"administator","ROLEID":301,"SDKACCESS":true,"TOKENVALIDITYDAYS":100,"USERGROUPNAME":"Demo"}"#
    );
}

#[test]
fn v2_is_a_person_with_a_password_two_phones_and_rest_access() {
    let user = sample("V2");
    assert_eq!((user.login.as_str(), user.kind), ("Jason", Kind::Person));
    let NewPassword::Given(password, rule) = &user.password else { panic!("a password") };
    let PasswordRule::Kept(policy) = rule else { panic!("a policy") };
    assert_eq!((password.as_str(), policy.as_str()), ("Test@123", "Strong"));
    assert_eq!(
        user.phones.iter().map(Phone::text).collect::<Vec<_>>(),
        ["+91-9876543210", "+355-12312311x907"]
    );
    assert!(user.phones[0].primary && user.token.is_some() && user.groups.is_empty());
    assert_eq!(user.residue.as_ref().unwrap().1.names().count(), 20, "{}", residue(&user));
}

#[test]
fn v3_and_v4_are_programs_whose_host_is_not_enforced() {
    for (name, expires) in [("V3", 1_767_139_200), ("V4", 1_735_603_200)] {
        let user = sample(name);
        assert_eq!((user.login.as_str(), user.kind), ("jason", Kind::Api));
        assert_eq!(
            user.grants[0].role,
            RoleRef::AnyOf { number: None, names: vec!["Password User".to_owned()] }
        );
        let token = user.token.as_ref().unwrap();
        assert_eq!((token.host.as_deref(), token.expires), (None, Some(at(expires))));
        assert_eq!(user.location.as_deref(), Some("Level 10 - South Wing"));
    }
}
