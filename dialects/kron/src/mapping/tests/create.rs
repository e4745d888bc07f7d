use directory::passwords::{KronStrength, PolicyRules};
use directory::users::{NewPassword, NewUser, PasswordRule};
use model::{Origin, Refusal, Rule, Slot};
use serde_json::{Value, json};

use super::desk::{Desk, jane, jane_with};
use super::{broken, required};
use crate::Settings;
use crate::mapping::new_user;
use crate::wire::UserBody;

fn draft(body: &Value, settings: Settings) -> Result<NewUser, Refusal> {
    new_user(&UserBody::read(body).unwrap_or_else(|refusal| panic!("{refusal}")), settings)
}

fn made(body: &Value) -> NewUser {
    draft(body, Settings::default()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn with(member: &str, value: Value) -> Value {
    let mut body = jane();
    body[member] = value;
    body
}

#[test]
fn what_a_create_must_carry_is_asked_for_all_at_once() {
    let asked = ["eid", "name", "surname", "email", "password"];
    assert_eq!(broken(draft(&json!({}), Settings::default())), required(&asked));
    let blank = json!({"eid": " ", "name": "", "surname": "\t", "email": "", "password": "  "});
    assert_eq!(broken(draft(&blank, Settings::default())), required(&asked));
}

#[test]
fn an_address_has_one_at_with_something_on_both_sides() {
    for address in ["a", "@b", "a@", "a@b@c", "@"] {
        let broken = broken(draft(&with("email", json!(address)), Settings::default()));
        assert_eq!(broken.len(), 1, "{address}");
        assert_eq!(broken[0].0, "email");
    }
    let user = made(&with("email", json!("a b@c")));
    let [email] = user.emails.as_slice() else { panic!("one address") };
    assert_eq!((email.value(), email.slot, email.primary), ("a b@c", Some(Slot::Main), true));
}

#[test]
fn a_personnel_number_is_of_letters_and_digits() {
    assert_eq!(made(&with("personelId", json!("Ä123"))).personnel_number.as_deref(), Some("Ä123"));
    for number in ["1-2".to_owned(), "1 2".to_owned(), "1".repeat(81)] {
        assert_eq!(broken(draft(&with("personelId", json!(number)), Settings::default()))[0].0, "personelId");
    }
}

#[test]
fn a_label_of_an_algorithm_is_kept_and_others_are_refused() {
    for label in ["MD5", "sha-1", "SHA-256", "Sha-512"] {
        let (_, said) = made(&with("passwordAlgorithm", json!(label))).residue.unwrap();
        assert_eq!(said.text("passwordAlgorithm"), Some(label));
    }
    let refused = broken(draft(&with("passwordAlgorithm", json!("CRC")), Settings::default()));
    assert_eq!(refused, [("passwordAlgorithm".to_owned(), Rule::UnknownValue)]);
    assert!(made(&jane()).residue.is_none(), "nothing said, nothing kept");
}

#[test]
fn a_password_must_have_the_strength_that_the_site_asks_for() {
    let strong = Settings { password_strength: KronStrength::Mixed, ..Settings::default() };
    for (settings, rules) in [
        (Settings::default(), PolicyRules::kron(KronStrength::Short)),
        (strong, PolicyRules::kron(KronStrength::Mixed)),
    ] {
        let NewPassword::Given(password, rule) = draft(&jane(), settings).unwrap().password else {
            panic!("a password")
        };
        let PasswordRule::Own { rules: asked, .. } = rule else { panic!("the product's own") };
        assert_eq!((password.as_str(), asked), ("s3cret", rules));
    }
}

#[test]
fn a_user_who_is_kept_elsewhere_needs_no_password_and_gets_none() {
    let mut body = with("internal", json!(false));
    let user = made(&body);
    assert!(matches!(user.password, NewPassword::None) && user.origin == Origin::External(None));
    body["passwordDirty"] = json!(true);
    assert!(matches!(made(&body).password, NewPassword::Given(..)), "the core refuses it");
    body.as_object_mut().unwrap().remove("password");
    assert!(matches!(made(&body).password, NewPassword::None));
}

#[test]
fn a_new_user_must_change_the_password_first_where_the_site_says_so() {
    let forced = Settings { force_password_change_for_new_user: true, ..Settings::default() };
    assert!(!made(&jane()).must_change);
    let body = jane_with(json!({"forcePasswordChangeOnNextLogin": "false"}));
    let user = draft(&body, forced).unwrap();
    assert!(user.must_change && user.pins.is_empty());
    let mut external = jane();
    external["internal"] = json!(false);
    assert!(!draft(&external, forced).unwrap().must_change, "there is no password to change");
}

#[test]
fn a_secret_without_a_function_is_kept_nowhere() {
    let mut body = with("secondPassword", json!("hunter2"));
    body["passwordSalt"] = json!("hunter3");
    body["filterEidList"] = json!(5);
    let user = format!("{:?}", made(&body));
    assert!(!user.contains("hunter") && !user.contains("s3cret"), "{user}");
}

#[tokio::test]
async fn a_user_without_groups_is_in_the_group_of_all_users_only() {
    let desk = Desk::new().await;
    for (number, groups) in [Value::Null, json!([])].into_iter().enumerate() {
        let mut body = with("groups", groups);
        body["eid"] = json!(format!("jane{number}"));
        let view = desk.created(&body).await;
        assert_eq!(desk.printed(&view)["groups"], json!(["DEFAULT_GROUP_SYSYEM_USERS"]));
    }
}

#[tokio::test]
async fn groups_are_named_by_alias_id_or_name_and_read_once_each_by_id() {
    let desk = Desk::new().await;
    let id = desk.group("Linux_users").await;
    let groups = json!(["linux_USERS", id.to_uppercase(), "default_group_sysyem_users", "System.users"]);
    let mut body = with("groups", groups);
    body["managerGroups"] = json!(["Linux_users", id]);
    let view = desk.created(&body).await;
    let printed = desk.printed(&view);
    assert_eq!(printed["groups"], json!([id, "DEFAULT_GROUP_SYSYEM_USERS"]));
    assert_eq!(printed["managerGroups"], json!([id]));
}

#[test]
fn a_group_named_twice_is_asked_for_once() {
    let twice = json!(["System.users", "system.USERS", "DEFAULT_GROUP_SYSYEM_USERS"]);
    let mut body = with("groups", twice.clone());
    body["managerGroups"] = twice;
    let user = made(&body);
    assert_eq!((user.groups.len(), user.manages.len()), (1, 1));
}

#[tokio::test]
async fn an_unknown_group_is_named_and_nobody_is_made() {
    let desk = Desk::new().await;
    let refused = desk.create(&with("groups", json!(["Nobody"]))).await.unwrap_err();
    assert_eq!(refused, Refusal::refers_to_no(model::Noun::Group, "Nobody"));
    let refused = desk.create(&with("groups", json!(["System.users", " "]))).await.unwrap_err();
    let Refusal::Invalid(broken) = refused else { panic!("{refused}") };
    assert_eq!(broken[0].field, "groups[1]");
    desk.created(&jane()).await;
}

#[tokio::test]
async fn the_flag_of_the_restricted_portal_is_stored_and_repeated() {
    let desk = Desk::new().await;
    let view = desk.created(&with("rapOnlyUser", json!(true))).await;
    assert_eq!(desk.printed(&view)["rapOnlyUser"], json!(true));
    let view = desk.saved(&view, &json!({"rapOnlyUser": null})).await;
    assert_eq!(desk.printed(&view)["rapOnlyUser"], json!(false));
    assert!(view.residue.is_empty());
}
