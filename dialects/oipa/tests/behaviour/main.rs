//! What the scenario files cannot say: time, many users, other settings, other dialects, every stranger.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up fails")]

mod access;
mod codes;
mod create;
mod delete;
mod filter;
mod groups;
mod list;
mod locales;
mod lookup;
mod update;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use directory::Credential;
use directory::users::{Change, Created, Edit, NewUser, UserRef};
use model::Dialect;
use serde_json::{Value, json};
use testkit::{ADMIN_PASSWORD, Answer, Call, World};

const USERS: &str = "/PASService/rest/services/v1/users";

/// The header of a login and a password.
fn basic(login: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{login}:{password}")))
}

/// A call of `admin`.
fn admin(call: Call<'_>) -> Call<'_> {
    call.header("authorization", &basic("admin", ADMIN_PASSWORD)).header("host", "oipa.test")
}

/// A user as the product's example sends it.
fn user(login: &str) -> Value {
    json!({
        "loginName": login, "password": login, "userStatus": "01", "localeCode": "01",
        "client": {"primaryCompany": "Prototype", "firstName": "F", "lastName": "L", "sex": "01", "email": "test@testmail.com"},
        "securityGroup": [{"securityGroupName": "Prototype Super", "roleEffectiveFrom": "2001-01-01T00:00:00Z"}]
    })
}

async fn post(world: &World, users: &[Value]) -> Answer {
    admin(world.post(USERS)).json(&json!({"users": users})).send().await
}

/// Creates one user as `admin`.
async fn create(world: &World, user: &Value) {
    let answer = post(world, std::slice::from_ref(user)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

async fn put(world: &World, login: &str, user: &Value) -> Answer {
    let path = format!("{USERS}/{login}");
    admin(world.call(http::Method::PUT, &path)).json(&json!({"user": user})).send().await
}

async fn delete(world: &World, login: &str) -> u16 {
    admin(world.delete(&format!("{USERS}/{login}"))).send().await.status
}

async fn get(world: &World, path: &str) -> Answer {
    admin(world.get(&format!("{USERS}{path}"))).send().await
}

/// The one user, as it is shown.
async fn read(world: &World, login: &str) -> Value {
    let answer = get(world, &format!("/{login}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["user"].clone()
}

/// Names, starts and ends of the memberships of a user.
async fn groups(world: &World, login: &str) -> Vec<[Value; 3]> {
    let answer = get(world, &format!("/{login}/securityGroups")).await.json();
    let row = |row: &Value| {
        ["securityGroupName", "roleEffectiveFrom", "roleEffectiveTo"].map(|name| row[name].clone())
    };
    answer["securityGroups"].as_array().unwrap().iter().map(row).collect()
}

/// The version of a user's record.
async fn version(world: &World, login: &str) -> i64 {
    let key = model::Login::new(login).unwrap().key().to_owned();
    let read = world.directory.store().read(move |c| {
        c.one("SELECT version FROM users WHERE login_key = $1", &[key.as_str().into()], |row| row.get(0))
    });
    read.await.unwrap()
}

/// The problems of a refusal: field and code.
fn problems(answer: &Answer) -> Vec<(Value, Value)> {
    let body = answer.json();
    assert_eq!(body["status"], "ERROR");
    let problems = body["errors"].as_array().unwrap();
    assert_eq!(body["message"], json!(format!("Request rejected: {} problem(s)", problems.len())));
    problems.iter().map(|one| (one["field"].clone(), one["code"].clone())).collect()
}

/// Makes users past this dialect's door.
async fn make(world: &World, users: Vec<NewUser>) -> Vec<Created> {
    let request = world.request(Dialect::Native);
    directory::users::create(&world.directory, &request, &Credential::System, Ok(users), None).await.unwrap()
}

/// Somebody has to change the password first.
async fn must_change(world: &World, login: &str) {
    let edit = Edit::Said(vec![Change::MustChange(true)]);
    let draft = Ok((UserRef::Login(login.to_owned()), edit));
    let request = world.request(Dialect::Native);
    let changed = directory::users::update(&world.directory, &request, &Credential::System, draft, None);
    assert!(changed.await.unwrap().changed);
}
