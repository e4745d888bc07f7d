use directory::groups::{GroupRef, IfMissing};
use model::{Kind, Slot};

use super::*;
use crate::UnknownGroup;

#[test]
fn names_mail_and_place_go_where_every_dialect_sees_them() {
    let user = user(&[
        ("SECONDARYEMAILID", "\"jo@home.example\""),
        ("DEPARTMENT", "\"NOC\""),
        ("LOCATION", "\"Level 10 - South Wing\""),
    ]);
    assert_eq!(user.login.as_str(), "jo");
    assert_eq!((user.given.as_deref(), user.family.as_deref()), (Some("Jo"), Some("Ng")));
    assert_eq!(user.display, None, "computed when it is printed");
    assert_eq!(
        (user.department.as_deref(), user.location.as_deref()),
        (Some("NOC"), Some("Level 10 - South Wing"))
    );
    let emails: Vec<_> =
        user.emails.iter().map(|e| (e.value(), e.kind.as_deref(), e.primary, e.slot)).collect();
    assert_eq!(
        emails,
        [
            ("jo@ng.example", Some("work"), true, Some(Slot::Main)),
            ("jo@home.example", Some("other"), false, Some(Slot::Second))
        ]
    );
    assert!(user.enabled && user.lock.is_none() && !user.must_change);
}

#[test]
fn a_user_is_a_person_unless_it_is_called_an_api_user() {
    assert_eq!(user(&[]).kind, Kind::Person);
    assert_eq!(user(&[("ISAPIUSER", "false")]).kind, Kind::Person);
    assert_eq!(user(&[("ISAPIUSER", "\"true\"")]).kind, Kind::Api);
}

#[test]
fn a_full_name_stands_in_for_missing_parts_and_is_kept() {
    let blank = |full: &str| user(&[("FIRSTNAME", "\"\""), ("LASTNAME", "\" \""), ("FULLNAME", full)]);
    let parts = |user: &NewUser| (user.given.clone().unwrap(), user.family.clone().unwrap());
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(parts(&blank("\"Anna Maria Ng\"")), pair("Anna Maria", "Ng"));
    assert_eq!(parts(&blank("\"Rob\"")), pair("Rob", "Rob"));
    assert_eq!(blank("\"Anna Maria Ng\"").display.as_deref(), Some("Anna Maria Ng"));
    assert_eq!(parts(&user(&[("LASTNAME", "\"\""), ("FULLNAME", "\"Robert Ray\"")])), pair("Jo", "Ray"));
    assert_eq!(parts(&user(&[("FULLNAME", "\"Other Name\"")])), pair("Jo", "Ng"), "said names win");
}

#[test]
fn a_group_is_joined_from_now_and_the_settings_say_what_becomes_of_an_unknown_one() {
    for (setting, expected) in [
        (UnknownGroup::Create, IfMissing::Create),
        (UnknownGroup::Ignore, IfMissing::Ignore),
        (UnknownGroup::Reject, IfMissing::Refuse),
    ] {
        let settings = Settings { unknown_group: setting, ..Settings::default() };
        let user = map_with(&[("USERGROUPNAME", "\"Demo\"")], &settings).unwrap();
        assert_eq!(residue(&user), r#"{"USERGROUPNAME":"Demo"}"#);
        let [join] = user.groups.as_slice() else { panic!("one group") };
        assert!(matches!(&join.group, GroupRef::Name(name) if name.as_str() == "Demo"));
        assert_eq!((join.if_missing, join.from, join.until), (expected, None, None));
    }
    assert!(user(&[]).groups.is_empty());
}

#[test]
fn logins_of_any_script_and_domain_pass() {
    for login in ["DOMAIN\\\\jo", "o'neil", "José", "Jose\u{301}", "田中", "jo ng", "a.b_c-d@e+f$1"] {
        user(&[("USERNAME", &format!("\"{login}\""))]);
    }
}
