//! Users from an auth source, at the doors of all dialects: they sign in with the password that is kept there, are shown as
//! external, and get no password here.
#![cfg(test)]

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use directory::Credential;
use directory::sources::{self, AuthSource, NewSource, Secret};
use directory::users::{self, Import, NewUser};
use model::{Dialect, Login, UserView};
use serde_json::{Value, json};
use testkit::slapd::{BASE, Slapd};
use testkit::{Answer, World, on_both_engines};

const ARIA: &str = "/suite-api/api/auth";
const KRON: &str = "/aioc-rest-web/rest";
const OIPA: &str = "/PASService/rest/services/v1";
const PASSWORD: &str = "pw-u0001";

async fn source(world: &World, slapd: &Slapd) -> AuthSource {
    let (reader, port) = (format!("cn=reader,{BASE}"), slapd.port.to_string());
    let properties = [
        ("display-name", "Corporate"),
        ("host", "127.0.0.1"),
        ("port", &port),
        ("use-ssl", "false"),
        ("base-domain", BASE),
        ("user-name", &reader),
        ("common-name", "uid"),
    ];
    let new = NewSource {
        name: "corp".to_owned(),
        source_type: "OPEN_LDAP".to_owned(),
        properties: properties.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        certificates: Vec::new(),
        secret: Some(Secret::new("reader-secret".to_owned())),
    };
    let request = world.request(Dialect::Aria);
    sources::create(&world.directory, &request, &Credential::System, Ok(new)).await.unwrap()
}

/// `u0001`, who may do everything here.
async fn imported(world: &World, source: &AuthSource) -> UserView {
    let administrator = directory::roles::RoleRef::Name("Administrator".to_owned());
    let mut user = NewUser::named(Login::new("u0001").unwrap());
    user.grants = vec![directory::roles::NewGrant::on_all(administrator)];
    let imports = Ok((source.id, vec![Import::New(Box::new(user))]));
    let request = world.request(Dialect::Aria);
    users::import(&world.directory, &request, &Credential::System, imports).await.unwrap().remove(0)
}

async fn at_aria(world: &World, source: Value, password: &str) -> Answer {
    let body = json!({"username": "u0001", "authSource": source, "password": password});
    world.post(&format!("{ARIA}/token/acquire")).json(&body).send().await
}

async fn at_kron(world: &World, password: &str) -> Answer {
    let body = json!({"username": "u0001", "password": password});
    world.post(&format!("{KRON}/login")).json(&body).send().await
}

async fn at_oipa(world: &World, method: Method, password: &str, body: Option<Value>) -> Answer {
    let pair = STANDARD.encode(format!("u0001:{password}"));
    let call =
        world.call(method, &format!("{OIPA}/users/u0001")).header("authorization", &format!("Basic {pair}"));
    match body {
        Some(body) => call.json(&body).send().await,
        None => call.send().await,
    }
}

on_both_engines! {
    async fn the_password_of_the_source_opens_every_door(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        imported(&world, &source).await;
        for name in ["corp", "Corporate"] {
            assert_eq!(at_aria(&world, json!(name), PASSWORD).await.status, StatusCode::OK, "{name}");
        }
        assert_eq!(at_kron(&world, PASSWORD).await.status, StatusCode::OK);
        assert_eq!(at_oipa(&world, Method::GET, PASSWORD, None).await.status, StatusCode::OK);
        let wrong = [json!("corp"), json!("Nowhere"), json!("LOCAL"), Value::Null];
        for (name, password) in wrong.into_iter().zip(["", PASSWORD, PASSWORD, PASSWORD]) {
            let answer = at_aria(&world, name.clone(), password).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}");
        }
        assert_eq!(at_oipa(&world, Method::GET, "pw-u0002", None).await.status, StatusCode::UNAUTHORIZED);
        assert_ne!(at_kron(&world, "pw-u0002").await.status, StatusCode::OK);
    }

    async fn every_dialect_shows_him_as_its_contract_has_it(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let view = imported(&world, &source).await;
        let token = at_aria(&world, json!("corp"), PASSWORD).await.json()["token"].as_str().unwrap().to_owned();
        let aria = world.get(&format!("{ARIA}/users/{}", view.user.id)).ops_token(&token).send().await.json();
        assert_eq!((&aria["username"], &aria["password"]), (&json!("u0001"), &Value::Null));
        let bearer = world.post(&format!("{KRON}/jwt/login")).json(&json!({"username": "u0001", "password": PASSWORD})).send().await;
        let bearer = format!("Bearer {}", bearer.json()["access_token"].as_str().unwrap());
        let kron = world.get(&format!("{KRON}/user/detail/{}", view.user.id)).header("authorization", &bearer).send().await.json();
        assert_eq!(kron["internal"], json!(false));
        assert_eq!(kron["properties"]["externalDirectorySource"], json!("Corporate"));
        let oipa = at_oipa(&world, Method::GET, PASSWORD, None).await.json();
        assert_eq!(oipa["user"]["loginName"], json!("u0001"), "{oipa}");
        // What Kron shows, sent back, changes nothing: he is still from his source.
        let mut again = kron.clone();
        again["id"] = json!(view.user.id.to_string());
        let sent = world.post(&format!("{KRON}/user/updateUser")).header("authorization", &bearer).json(&again).send().await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        assert_eq!(at_aria(&world, json!("corp"), PASSWORD).await.status, StatusCode::OK);
    }

    async fn nobody_gives_him_a_password_here(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let view = imported(&world, &source).await;
        let token = at_aria(&world, json!("corp"), PASSWORD).await.json()["token"].as_str().unwrap().to_owned();
        let id = view.user.id.to_string();
        let body = json!({"id": id, "username": "u0001", "password": "Other-pass1"});
        let aria = world.call(Method::PUT, &format!("{ARIA}/users")).ops_token(&token).json(&body).send().await;
        assert_eq!(aria.status, StatusCode::BAD_REQUEST, "{}", aria.text());
        let body = json!({"currentPassword": PASSWORD, "newPassword": "Other-pass1"});
        let own = world.call(Method::PUT, &format!("{ARIA}/users/passwordchange")).ops_token(&token).json(&body).send().await;
        assert_eq!(own.status, StatusCode::BAD_REQUEST, "{}", own.text());
        let bearer = world.post(&format!("{KRON}/jwt/login")).json(&json!({"username": "u0001", "password": PASSWORD})).send().await;
        let bearer = format!("Bearer {}", bearer.json()["access_token"].as_str().unwrap());
        let body = json!({"id": id, "password": "Other-pass1", "passwordDirty": true});
        let kron = world.post(&format!("{KRON}/user/updateUser")).header("authorization", &bearer).json(&body).send().await;
        assert_eq!(kron.status, StatusCode::BAD_REQUEST, "{}", kron.text());
        let mut record = at_oipa(&world, Method::GET, PASSWORD, None).await.json();
        record["user"]["password"] = json!("Other-pass1");
        let oipa = at_oipa(&world, Method::PUT, PASSWORD, Some(record)).await;
        assert_eq!(oipa.status, StatusCode::BAD_REQUEST, "{}", oipa.text());
        assert_eq!(at_aria(&world, json!("corp"), PASSWORD).await.status, StatusCode::OK);
        assert_eq!(at_aria(&world, json!("corp"), "Other-pass1").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_label_of_krons_links_the_source_of_that_name(world: World) {
        let slapd = Slapd::start();
        source(&world, &slapd).await;
        let bearer = world.post(&format!("{KRON}/jwt/login")).json(&json!({"username": "admin", "password": testkit::ADMIN_PASSWORD})).send().await;
        let bearer = format!("Bearer {}", bearer.json()["access_token"].as_str().unwrap());
        let user = json!({
            "eid": "u0001", "personelId": "u0001", "name": "U", "surname": "One", "email": "u@example.org",
            "internal": false, "properties": {"externalDirectorySource": "CORPORATE"}
        });
        let made = world.post(&format!("{KRON}/user/saveUser")).header("authorization", &bearer).json(&user).send().await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        assert_eq!(at_kron(&world, PASSWORD).await.status, StatusCode::OK);
        let id = made.json()["id"].clone();
        let change = json!({"id": id, "properties": {"externalDirectorySource": "elsewhere"}});
        let changed = world.post(&format!("{KRON}/user/updateUser")).header("authorization", &bearer).json(&change).send().await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_ne!(at_kron(&world, PASSWORD).await.status, StatusCode::OK);
    }
}
