use directory::groups::GroupRef;
use directory::users::{Change, Edit, GroupsChange, TextField, UserRef};
use model::{Dialect, Login, Origin, Refusal, Residue, Rule, Slot, UserId, UserView};
use serde_json::{Value, json};

use super::asked;
use super::print::{membership, mira};
use crate::Settings;
use crate::mapping::edit;
use crate::wire::{ModifyUser, whole};

const ID: &str = "9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01";

/// What an edit is of: the user, the members, and whether a password is among them.
type Sent = (UserRef, Vec<(String, Value)>, bool);

fn sent(body: &Value) -> Result<Sent, Refusal> {
    let body = whole::<ModifyUser>(body).unwrap_or_else(|wrong| panic!("wrong types: {:?}", wrong.0));
    edit(body, Settings::default()).map(|(user, edit)| match edit {
        Edit::Sent { fields, with_password, .. } => (user, fields, with_password),
        Edit::Said(_) => panic!("values as they were sent"),
    })
}

fn one(user: &UserView, member: &str, value: &Value) -> Change {
    let changes = asked(user, member, value).unwrap_or_else(|refusal| panic!("{refusal}"));
    changes.into_iter().next().unwrap_or_else(|| panic!("{member} is printed so already"))
}

fn broken(user: &UserView, member: &str, value: &Value) -> Vec<(String, Rule)> {
    match asked(user, member, value) {
        Err(Refusal::Invalid(all)) => all.into_iter().map(|one| (one.field.into_owned(), one.rule)).collect(),
        other => panic!("not refused as invalid: {other:?}"),
    }
}

#[test]
fn the_user_is_named_by_its_id() {
    let (user, fields, with_password) = sent(&json!({"id": ID.to_uppercase(), "enabled": false})).unwrap();
    let UserRef::Id(id) = user else { panic!("by id") };
    assert_eq!(Some(id), UserId::parse(ID));
    assert_eq!((fields, with_password), (vec![("enabled".to_owned(), json!(false))], false));
    for body in [json!({"enabled": false}), json!({"id": null})] {
        let refusal = sent(&body).unwrap_err();
        assert_eq!(refusal, Refusal::invalid("id", Rule::Required));
    }
}

#[test]
fn what_is_absent_or_null_or_not_to_be_changed_is_not_looked_at() {
    let body = json!({"id": ID, "username": null, "password": null, "role-permissions": null, "groupIds": null,
                      "lastLoginTime": 5, "links": [], "others": {}, "firstName": "Mira"});
    let (_, fields, with_password) = sent(&body).unwrap();
    assert_eq!(fields, [("firstName".to_owned(), json!("Mira"))]);
    assert!(!with_password);
    assert!(sent(&json!({"id": ID, "password": ""})).unwrap().2, "an empty one is one, and refused");
}

#[test]
fn permissions_win_over_names_of_roles() {
    let names =
        |body: &Value| -> Vec<_> { sent(body).unwrap().1.into_iter().map(|(name, _)| name).collect() };
    let mut body = json!({"id": ID, "roleNames": ["A"], "role-permissions": []});
    assert_eq!(names(&body), ["role-permissions"]);
    body["role-permissions"] = Value::Null;
    assert_eq!(names(&body), ["roleNames"]);
}

#[test]
fn each_member_goes_where_creating_puts_it() {
    let user = mira();
    let Change::Login(login) = one(&user, "username", &json!("mira")) else { panic!("a login") };
    assert_eq!(login.as_str(), "mira");
    let text = |member, value| match one(&user, member, &json!(value)) {
        Change::Text(field, text) => (field, text),
        other => panic!("{other:?}"),
    };
    assert_eq!(text("firstName", "M"), (TextField::Given, Some("M".to_owned())));
    assert_eq!(text("lastName", ""), (TextField::Family, None), "an empty text clears");
    let Change::EmailIn(Slot::Main, Some(email)) = one(&user, "emailAddress", &json!("m@x")) else {
        panic!("an address")
    };
    assert_eq!(email, "m@x");
    assert!(matches!(one(&user, "enabled", &json!(false)), Change::Enabled(false)));
    for member in ["distinguishedName", "externalId"] {
        let Change::Residue(Dialect::Aria, name, Some(value)) = one(&user, member, &json!("x")) else {
            panic!("this dialect's own")
        };
        assert_eq!((name, value), (member, json!("x")));
    }
    assert!(matches!(one(&user, "password", &json!("Tr4in-delay")), Change::Password(..)));
}

#[test]
fn own_words_are_taken_back_by_an_empty_text() {
    let mut user = mira();
    let mut said = Residue::default();
    said.set("externalId", "42");
    user.residue.insert(Dialect::Aria, said);
    let Change::Residue(Dialect::Aria, "externalId", None) = one(&user, "externalId", &json!("")) else {
        panic!("taken back")
    };
    assert!(asked(&user, "distinguishedName", &json!("")).unwrap().is_empty(), "there was none");
}

#[test]
fn what_is_printed_is_not_validated() {
    let mut user = mira();
    user.user.login = Login::new("Mira Holt").unwrap();
    user.user.given = Some("M\u{7}".to_owned());
    for (member, value) in [("username", "Mira Holt"), ("firstName", "M\u{7}"), ("emailAddress", "")] {
        assert!(asked(&user, member, &json!(value)).unwrap().is_empty(), "{member}");
    }
    let pattern = Rule::Format(r#"must match "^[^\s,<&"'?+%=>;/#]+$""#);
    assert_eq!(broken(&user, "username", &json!("mira holt")), [("username".to_owned(), pattern)]);
}

#[test]
fn values_that_the_record_cannot_hold_are_refused_by_their_member() {
    let user = mira();
    for member in
        ["username", "firstName", "lastName", "password", "emailAddress", "distinguishedName", "externalId"]
    {
        assert_eq!(broken(&user, member, &json!("a\0b")), [(member.to_owned(), Rule::ControlCharacter)]);
    }
    assert_eq!(broken(&user, "roleNames", &json!(["a\0b"]))[0].0, "roleNames[0]");
    assert_eq!(broken(&user, "role-permissions", &json!([{}]))[0].0, "role-permissions[0].roleName");
    for blank in ["", "  "] {
        let rule = Rule::Format("must not be blank");
        assert_eq!(broken(&user, "password", &json!(blank)), [("password".to_owned(), rule)]);
    }
    assert!(broken(&user, "username", &json!(""))[0].1 != Rule::Required, "a login cannot be cleared");
}

#[test]
fn only_a_local_user_is_renamed() {
    let mut user = mira();
    user.user.origin = Origin::External(None);
    assert_eq!(broken(&user, "username", &json!("mira")), [("username".to_owned(), Rule::NotAllowed)]);
    assert!(asked(&user, "username", &json!("mira.holt")).unwrap().is_empty());
}

#[test]
fn groups_are_a_set_of_those_in_force() {
    let ids = ["00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"];
    let over = "00000000-0000-0000-0000-00000000000c";
    let mut user = mira();
    user.memberships =
        vec![membership(ids[0], 0, None), membership(ids[1], 0, None), membership(over, 0, Some(100))];
    let upper = ids[0].to_uppercase();
    assert!(asked(&user, "groupIds", &json!([ids[1], upper, ids[1]])).unwrap().is_empty());
    let Change::Groups(GroupsChange::InForce(wanted)) = one(&user, "groupIds", &json!([over, ids[0], over]))
    else {
        panic!("groups")
    };
    assert!(matches!(wanted.as_slice(), [GroupRef::Id(_), GroupRef::Id(_)]), "once each: {wanted:?}");
    let Change::Groups(GroupsChange::InForce(none)) = one(&user, "groupIds", &json!([])) else {
        panic!("none")
    };
    assert!(none.is_empty());
}
