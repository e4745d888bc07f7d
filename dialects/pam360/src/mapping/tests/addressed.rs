use directory::Draft;
use directory::users::UserRef;
use model::{Login, Noun, Refusal, Rule};
use proptest::prelude::*;

use crate::input::{Query, decode};
use crate::mapping::{addressed, named};

/// Whom a query names.
fn in_query(query: &str) -> Draft<Option<String>> {
    named(&Query::new(Some(query)))
}

/// Whom a body addresses, in words that can be compared.
fn in_body(details: &str) -> Draft<String> {
    let body = format!(r#"{{"operation":{{"Details":{details}}}}}"#);
    let user = addressed(&decode(None, body.as_bytes(), None).unwrap())?;
    Ok(match user {
        UserRef::Login(login) => login,
        UserRef::Number(number) => format!("#{number}"),
        UserRef::Id(id) | UserRef::IdOrLogin(id, _) => id.to_string(),
    })
}

#[test]
fn a_query_names_one_user_or_nobody() {
    assert_eq!(in_query("&username=DOMAIN%5Crob+ray&USERNAME=other"), Ok(Some("DOMAIN\\rob ray".to_owned())));
    for query in ["", "USERNAME", "USERNAME=+%20", "USERID=2"] {
        assert_eq!(in_query(query), Ok(None), "{query}");
    }
    assert_eq!(in_query("USERNAME=%FF"), Err(Refusal::invalid("USERNAME", Rule::Type("a text"))));
    assert_eq!(in_query("USERNAME=a%00b"), Err(Refusal::no_such(Noun::User, "a\0b")));
}

#[test]
fn a_body_addresses_by_name_or_number() {
    for (details, user) in [
        (r#"{"USERNAME":"rob"}"#, "rob"),
        (r#"{"username":603}"#, "603"),
        (r#"{"USERID":603}"#, "#603"),
        (r#"{"userId":" 603 ","USERNAME":""}"#, "#603"),
        (r#"{"USERNAME":"rob","USERID":null}"#, "rob"),
    ] {
        assert_eq!(in_body(details), Ok(user.to_owned()), "{details}");
    }
}

#[test]
fn a_body_that_addresses_nobody_or_perhaps_two_is_refused() {
    for (details, field, rule) in [
        ("{}", "USERNAME", Rule::Required),
        (r#"{"USERNAME":" ","USERID":""}"#, "USERNAME", Rule::Required),
        (r#"{"USERNAME":["rob"]}"#, "USERNAME", Rule::Type("a text")),
        (r#"{"USERID":"6o3"}"#, "USERID", Rule::Type("a whole number")),
        (r#"{"USERID":true}"#, "USERID", Rule::Type("a whole number")),
        (r#"{"USERNAME":"rob","USERID":603}"#, "USERID", Rule::NotAllowed),
    ] {
        assert_eq!(in_body(details), Err(Refusal::invalid(field, rule)), "{details}");
    }
}

proptest! {
    #[test]
    fn any_name_names_itself_or_nobody(name in ".*") {
        let details = serde_json::json!({ "USERNAME": name }).to_string();
        match in_body(&details) {
            Ok(login) => {
                let named = Login::new(&name).unwrap();
                prop_assert_eq!(named.as_str(), login.as_str());
            }
            Err(Refusal::NotFound { what, .. }) => prop_assert_eq!(what, Noun::User),
            Err(refusal) => prop_assert_eq!(refusal, Refusal::invalid("USERNAME", Rule::Required)),
        }
    }
}
