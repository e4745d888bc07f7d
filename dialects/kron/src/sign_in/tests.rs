use serde_json::json;

use model::Rule;

use super::*;

fn fields(body: &Value) -> Vec<(String, Rule)> {
    match sign_in(body) {
        Err(Refusal::Invalid(all)) => all.into_iter().map(|one| (one.field.into_owned(), one.rule)).collect(),
        Ok(_) => Vec::new(),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn all_that_is_missing_is_named() {
    let required = |name: &str| (name.to_owned(), Rule::Required);
    assert_eq!(fields(&json!({})), [required("username"), required("password")]);
    assert_eq!(fields(&json!({"username": "a", "password": null})), [required("password")]);
    assert_eq!(
        fields(&json!({"username": 1, "password": "x"})),
        [("username".to_owned(), Rule::Type("a text"))]
    );
    assert_eq!(fields(&json!(["a"])), [("body".to_owned(), Rule::Type("an object"))]);
}

#[test]
fn an_empty_name_or_password_is_merely_wrong() {
    assert_eq!(fields(&json!({"username": "", "password": ""})), []);
}

#[test]
fn a_name_that_nobody_can_have_has_no_right_password() {
    let signed = sign_in(&json!({"username": "ad\0min", "password": "right"})).ok().unwrap();
    assert!(!signed.login.contains('\0') && signed.password.is_err());
    assert!(sign_in(&json!({"UserName": "admin", "password": "right"})).ok().unwrap().password.is_ok());
}
