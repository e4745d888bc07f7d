use model::{Noun, Refusal, Rule};
use serde_json::{Value, json};

use super::broken;
use super::desk::{Desk, jane};
use crate::Settings;
use crate::mapping::edit;
use crate::wire::UserBody;

#[test]
fn an_update_names_whom_it_means() {
    let read = |body: &Value| edit(UserBody::read(body).unwrap(), Settings::default()).map(|_| ());
    assert_eq!(broken(read(&json!({"id": null}))), [("id".to_owned(), Rule::Required)]);
    assert_eq!(read(&json!({"id": "x"})), Err(Refusal::no_such(Noun::User, "x")), "nobody has such an id");
    assert!(read(&json!({"ID": "3C040987-adb7-45ab-9a50-264f04fbe13a"})).is_ok());
}

#[tokio::test]
async fn absent_members_keep_and_null_clears_what_may_be_cleared() {
    let desk = Desk::new().await;
    let mut body = jane();
    body["personelId"] = json!("7");
    let view = desk.created(&body).await;
    let same = desk.saved(&view, &json!({})).await;
    assert_eq!(same.user.version, view.user.version);
    let view = desk.saved(&view, &json!({"personelId": null})).await;
    assert_eq!(view.user.personnel_number, None);
    for member in ["eid", "name", "surname", "email"] {
        let refused = desk.save(view.user.id, &json!({member: null})).await;
        assert_eq!(broken(refused), [(member.to_owned(), Rule::Required)]);
    }
}

#[tokio::test]
async fn an_address_is_cleared_only_of_a_user_who_is_kept_elsewhere() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    assert_eq!(broken(desk.save(view.user.id, &json!({"email": null})).await)[0].0, "email");
    let view = desk.saved(&view, &json!({"email": null, "internal": false})).await;
    assert!(view.emails.is_empty());
    let view = desk.saved(&view, &json!({"email": "new@example.com"})).await;
    assert_eq!(view.emails[0].value(), "new@example.com");
    let view = desk.saved(&view, &json!({"email": null})).await;
    assert!(view.emails.is_empty());
}

#[tokio::test]
async fn a_password_changes_only_where_it_is_called_dirty() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    for body in [
        json!({"password": "another", "passwordDirty": false}),
        json!({"password": "another"}),
        json!({"password": null, "passwordAlgorithm": null, "secondPassword": null}),
        json!({"password": "s3cret", "passwordDirty": true}),
    ] {
        let same = desk.saved(&view, &body).await;
        assert_eq!(same.user.password_version, view.user.password_version, "{body}");
    }
    let changed = desk.saved(&view, &json!({"password": "another", "passwordDirty": true})).await;
    assert_eq!(changed.user.password_version, view.user.password_version + 1);
    let refused = desk.save(view.user.id, &json!({"password": null, "passwordDirty": true})).await;
    assert_eq!(broken(refused), [("password".to_owned(), Rule::Required)], "null never clears it");
    let refused = desk.save(view.user.id, &json!({"password": "1234", "passwordDirty": true})).await;
    let broken = broken(refused);
    assert!(matches!(broken.as_slice(), [(field, Rule::Policy { .. })] if field == "password"), "{broken:?}");
}

#[tokio::test]
async fn a_user_who_is_kept_elsewhere_has_no_password_to_set() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let view = desk.saved(&view, &json!({"internal": false})).await;
    assert!(!view.user.has_password);
    let refused = desk.save(view.user.id, &json!({"password": "another", "passwordDirty": true})).await;
    assert_eq!(broken(refused), [("password".to_owned(), Rule::NotAllowed)]);
    let same = desk.saved(&view, &json!({"password": "another"})).await;
    assert_eq!(same.user.version, view.user.version, "passed over, as always");
    let refused = desk.save(view.user.id, &json!({"internal": true})).await;
    assert_eq!(broken(refused), [("password".to_owned(), Rule::Required)]);
    let body = json!({"internal": true, "password": "another", "passwordDirty": true});
    let view = desk.saved(&view, &body).await;
    assert!(view.user.has_password && desk.printed(&view)["internal"] == json!(true));
}

#[tokio::test]
async fn groups_are_replaced_as_a_set_and_the_same_set_is_no_change() {
    let desk = Desk::new().await;
    let id = desk.group("Linux_users").await;
    let mut body = jane();
    body["groups"] = json!(["System.users", "Linux_users"]);
    let view = desk.created(&body).await;
    let turned = json!({"groups": [id.to_uppercase(), "LINUX_users", "DEFAULT_GROUP_SYSYEM_USERS"]});
    let same = desk.saved(&view, &turned).await;
    assert_eq!(same.user.version, view.user.version);
    let view = desk.saved(&view, &json!({"groups": [id]})).await;
    assert_eq!(desk.printed(&view)["groups"], json!([id]));
    let view = desk.saved(&view, &json!({"groups": []})).await;
    assert_eq!(desk.printed(&view)["groups"], json!([]));
    let refused = desk.save(view.user.id, &json!({"groups": ["Nobody"]})).await.unwrap_err();
    assert_eq!(refused, Refusal::refers_to_no(Noun::Group, "Nobody"));
}

#[tokio::test]
async fn managed_groups_are_null_when_there_are_none_and_an_empty_list_is_the_same() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    assert_eq!(desk.printed(&view)["managerGroups"], Value::Null);
    for none in [Value::Null, json!([])] {
        let same = desk.saved(&view, &json!({"managerGroups": none})).await;
        assert_eq!(same.user.version, view.user.version);
    }
    let view = desk.saved(&view, &json!({"managerGroups": ["System.users"]})).await;
    assert_eq!(desk.printed(&view)["managerGroups"], json!(["DEFAULT_GROUP_SYSYEM_USERS"]));
    let view = desk.saved(&view, &json!({"managerGroups": null})).await;
    assert!(view.manages.is_empty());
}

#[tokio::test]
async fn a_label_stays_when_null_is_sent_for_it() {
    let desk = Desk::new().await;
    let mut body = jane();
    body["passwordAlgorithm"] = json!("MD5");
    let view = desk.created(&body).await;
    let same = desk.saved(&view, &json!({"passwordAlgorithm": null})).await;
    assert_eq!(same.residue, view.residue);
    let refused = desk.save(view.user.id, &json!({"passwordAlgorithm": "CRC"})).await;
    assert_eq!(broken(refused), [("passwordAlgorithm".to_owned(), Rule::UnknownValue)]);
}

#[tokio::test]
async fn an_unchanged_name_is_not_looked_at_again() {
    let desk = Desk::new().await;
    let view = desk.created(&jane()).await;
    let odd = directory::users::Change::Text(directory::users::TextField::Given, Some("  ".to_owned()));
    let view = desk.elsewhere(&view, vec![odd]).await;
    let same = desk.saved(&view, &json!({"name": "  ", "surname": "Doe"})).await;
    assert_eq!(same.user.version, view.user.version);
}
