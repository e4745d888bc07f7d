//! What callers send.

use serde_json::{Value, json};
use testkit::Answer;
use testkit::process::{Ask, Client};

/// PAM360: a program with a token, with everything that a create brings along.
pub fn create_program(login: &str, token: &str) -> Ask {
    Ask::post("/restapi/json/v1/user").authtoken(token).input_data(&json!({
        "FIRSTNAME": "Pro", "LASTNAME": login, "USERNAME": login, "EMAIL": format!("{login}@example.com"),
        "ROLE": "Password User", "USERGROUPNAME": "Programs", "PRIMARYCONTACT": "Mobile", "MOBILE": "98765 43210", "ISAPIUSER": "true",
    }))
}

/// PAM360: the number of a user.
pub fn number_of(login: &str, token: &str) -> Ask {
    Ask::get(&format!("/restapi/json/v1/user/getUserId?USERNAME={login}")).authtoken(token)
}

/// `Details` of a PAM360 answer that says it was done.
pub fn details(answer: &Answer) -> Value {
    let answered = answer.json();
    let status = &answered["operation"]["result"]["status"];
    assert!(*status == "true" || *status == "Success", "{}", answer.text());
    answered["operation"]["Details"].clone()
}

/// Aria: a person with a password.
pub fn create_person(login: &str, password: &str, token: &str) -> Ask {
    Ask::post("/suite-api/api/auth/users").ops_token(token).json(&json!({
        "username": login, "password": password, "firstName": "Per", "lastName": login,
        "emailAddress": format!("{login}@example.com"), "enabled": true,
        "distinguishedName": format!("cn={login}"), "role-permissions": [{ "roleName": "ReadOnly", "allowAllObjects": true }],
    }))
}

/// Aria: signing in.
pub fn acquire(login: &str, password: &str) -> Ask {
    Ask::post("/suite-api/api/auth/token/acquire").json(&json!({ "username": login, "password": password }))
}

/// An Aria token; the sign-in must be taken.
pub fn sign_in(client: &mut Client, login: &str, password: &str) -> String {
    let answer = client.send(&acquire(login, password)).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["token"].as_str().unwrap().to_owned()
}
