use directory::users::{Change, Edit, GroupsChange};
use model::{GroupId, GroupKey, Invalid, Membership, Origin, Refusal, Rule, UserKey, UserView};
use serde_json::{Value, json};

use super::{PROTOTYPE_SUPER, at, bare, codes, known, user_100, with};
use crate::Settings;
use crate::mapping::edit;
use crate::settings::PutGroups;
use crate::wire::one_user;

/// What a body changes of a user, as the core asks for it.
fn changes(body: &Value, view: &UserView, settings: &Settings) -> Result<Vec<Change>, Vec<Invalid>> {
    let body = one_user(&json!({"user": body})).unwrap_or_else(|refusal| panic!("{refusal}"));
    let Edit::Sent { projection, fields, .. } = edit(body, codes(), &known(), settings) else {
        panic!("fields")
    };
    let (mut changes, mut broken) = (Vec::new(), Vec::new());
    for (field, sent) in &fields {
        let printed = projection.print(field, view, at("2026-01-01"));
        if projection.is_printed(field, sent, printed.as_ref()) {
            continue;
        }
        match projection.parse(field, sent, view, at("2026-01-01")) {
            Ok(more) => changes.extend(more),
            Err(Refusal::Invalid(all)) => broken.extend(all),
            Err(refusal) => panic!("{refusal}"),
        }
    }
    if broken.is_empty() { Ok(changes) } else { Err(broken) }
}

fn broken(body: &Value) -> Vec<(String, Rule)> {
    let all = changes(body, &bare("x"), &Settings::default()).expect_err("refused");
    all.into_iter().map(|one| (one.field.into_owned(), one.rule)).collect()
}

#[test]
fn what_is_shown_and_sent_back_changes_only_what_is_not_shown() {
    let body = json!({"loginName": "x", "password": "pw", "userStatus": "01", "localeCode": "00",
        "passwordEncryption": "sha-512",
        "client": {"primaryCompany": null, "firstName": null, "lastName": null, "gender": null, "email": null}});
    let changes = changes(&body, &bare("x"), &Settings::default()).unwrap();
    assert!(matches!(changes.as_slice(), [Change::Password(..)]), "{changes:?}");
}

#[test]
fn absent_members_keep_what_stands() {
    let changes = changes(&json!({"password": "pw"}), &bare("x"), &Settings::default()).unwrap();
    assert!(matches!(changes.as_slice(), [Change::Password(..)]), "{changes:?}");
}

#[test]
fn all_that_is_wrong_is_named() {
    let body = json!({"loginName": "a:b", "userStatus": "99", "localeCode": null, "client": {"firstName": " ", "primaryCompany": "Nobody"},
        "securityGroup": [{"securityGroupName": "Nobody"}]});
    let mut view = bare("x");
    view.user.given = Some("X".to_owned());
    let expected = [
        ("user.loginName", Rule::Format("must not contain a colon")),
        ("user.userStatus", Rule::UnknownValue),
        ("user.localeCode", Rule::Required),
        ("user.client.primaryCompany", Rule::UnknownValue),
        ("user.client.firstName", Rule::Required),
        ("user.password", Rule::Required),
        ("user.securityGroup[0].securityGroupName", Rule::UnknownValue),
    ];
    assert_eq!(broken(&body), expected.map(|(path, rule)| (path.to_owned(), rule)));
}

#[test]
fn a_password_is_needed_unless_it_is_kept_elsewhere_or_the_site_says_so() {
    assert_eq!(broken(&json!({})), [("user.password".to_owned(), Rule::Required)]);
    assert_eq!(broken(&json!({"password": null})), [("user.password".to_owned(), Rule::Required)]);
    assert_eq!(broken(&json!({"password": " "})), [("user.password".to_owned(), Rule::Required)]);
    let optional = Settings { put_password_optional: true, ..Settings::default() };
    assert!(changes(&json!({}), &bare("x"), &optional).unwrap().is_empty());
    let mut external = bare("x");
    external.user.origin = Origin::External(None);
    assert!(changes(&json!({}), &external, &Settings::default()).unwrap().is_empty());
}

#[test]
fn optional_values_are_cleared_by_null() {
    let mut view = bare("x");
    view.user.gender = Some("F".to_owned());
    let optional = Settings { put_password_optional: true, ..Settings::default() };
    let changes = changes(&json!({"client": {"gender": null}}), &view, &optional).unwrap();
    assert!(matches!(changes.as_slice(), [Change::Text(_, None)]), "{changes:?}");
}

#[test]
fn a_digest_may_be_null_and_is_then_not_said() {
    let optional = Settings { put_password_optional: true, ..Settings::default() };
    assert!(changes(&json!({"passwordEncryption": null}), &bare("x"), &optional).unwrap().is_empty());
    let changes = changes(&json!({"passwordEncryption": "SHA-1"}), &bare("x"), &optional).unwrap();
    assert!(matches!(changes.as_slice(), [Change::PasswordLabel(..)]), "{changes:?}");
}

#[test]
fn gender_is_looked_at_before_sex() {
    let optional = Settings { put_password_optional: true, ..Settings::default() };
    let changes = changes(&json!({"client": {"gender": "F", "sex": "01"}}), &bare("x"), &optional).unwrap();
    let [Change::Text(_, Some(text))] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(text, "F");
}

#[test]
fn a_status_is_worded_by_its_own_code() {
    let optional = Settings { put_password_optional: true, ..Settings::default() };
    for (code, enabled, wording) in [("02", false, None), ("03", false, Some("03")), ("04", true, Some("04"))]
    {
        let changes = changes(&json!({"userStatus": code}), &bare("x"), &optional).unwrap();
        let [Change::Enabled(said), Change::Pin(_, _, _, pinned)] = changes.as_slice() else {
            panic!("{changes:?}")
        };
        assert_eq!((*said, pinned.as_deref()), (enabled, wording));
    }
}

#[test]
fn a_second_that_is_shown_does_not_eat_what_is_finer() {
    let mut view = bare("x");
    view.memberships = vec![Membership {
        user: UserKey(2),
        group: GroupKey(3),
        group_id: GroupId::parse(PROTOTYPE_SUPER).unwrap(),
        group_number: 3,
        group_name: "Prototype Super".to_owned(),
        from: at("2001-01-01T00:00:00.5Z"),
        until: Some(at("2002-01-01T00:00:00.25Z")),
        joined: 0,
        dialect: None,
    }];
    let sent = |from: &str, to: Value| {
        let groups = json!([{"securityGroupName": "Prototype Super", "roleEffectiveFrom": from, "roleEffectiveTo": to}]);
        let changes =
            changes(&with(user_100(), "/securityGroup", groups), &view, &Settings::default()).unwrap();
        let Some(Change::Groups(GroupsChange::Own(joins))) = changes.into_iter().last() else {
            panic!("groups")
        };
        (joins[0].from, joins[0].until)
    };
    let row = &view.memberships[0];
    assert_eq!(sent("2001-01-01T00:00:00", json!("2002-01-01T00:00:00")), (Some(row.from), row.until));
    assert_eq!(sent("2001-01-01T00:00:01", Value::Null), (Some(at("2001-01-01T00:00:01")), None));
}

#[test]
fn a_site_may_have_all_memberships_replaced() {
    let all = Settings { put_groups: PutGroups::All, ..Settings::default() };
    let changes = changes(&user_100(), &bare("x"), &all).unwrap();
    assert!(matches!(changes.last(), Some(Change::Groups(GroupsChange::All(_)))));
}

#[test]
fn a_body_without_a_user_is_refused() {
    for body in [json!({}), json!({"user": null}), json!({"users": [user_100()]})] {
        assert_eq!(one_user(&body).err(), Some(Refusal::invalid("user", Rule::Required)), "{body}");
    }
    assert!(one_user(&json!({"user": []})).is_err());
}
