//! What the scenario files cannot say: time, other settings, other dialects, every stranger.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up fails")]

mod access;
mod active_sessions;
mod create;
mod csrf;
mod delete;
mod groups;
mod lock;
mod must_change;
mod otp;
mod power;
mod search;
mod sessions;
mod settings;
mod sign_in;
mod states;
mod temporary;
mod update;

use directory::Credential;
use directory::users::{Change, Edit, NewUser, UserRef};
use model::{Dialect, Login, UserId, UserView};
use serde_json::{Value, json};
use testkit::{ADMIN_PASSWORD, Answer, Call, World};

const BASE: &str = "/aioc-rest-web/rest";

/// The password of everybody who is made here.
const PASSWORD: &str = "admin";

const UNKNOWN: &str = "Invalid username or password.";
const LOCKED: &str = "Your account is locked. Please contact your administrator.";
const INACTIVE: &str = "Your account is not active at this time.";
const STRANGER: &str = "Authentication required.";
const FORBIDDEN: &str = "You are not authorized to perform this operation.";
const MUST_CHANGE: &str = "You must change your password first.";

/// A session, as a client keeps it.
struct Session {
    cookie: String,
    companion: String,
    id: String,
}

impl Session {
    /// Adds what the client sends with everything.
    fn on<'a>(&self, call: Call<'a>) -> Call<'a> {
        call.header("cookie", &format!("JSESSIONID={}", self.cookie)).header("x-xsrf-token", &self.companion)
    }
}

fn get<'a>(world: &'a World, path: &str) -> Call<'a> {
    world.get(&format!("{BASE}{path}"))
}

fn post<'a>(world: &'a World, path: &str, body: &Value) -> Call<'a> {
    world.post(&format!("{BASE}{path}")).json(body)
}

/// The text of a refusal.
fn said(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json().as_str().unwrap_or("no text").to_owned())
}

fn refusal(status: u16, text: &str) -> (u16, String) {
    (status, text.to_owned())
}

fn pair(login: &str, password: &str) -> Value {
    json!({ "username": login, "password": password })
}

/// The answer to a sign-in.
async fn try_login(world: &World, login: &str, password: &str) -> Answer {
    post(world, "/login", &pair(login, password)).send().await
}

/// A session of somebody who may sign in.
async fn login(world: &World, login: &str, password: &str) -> Session {
    session(&try_login(world, login, password).await)
}

/// The session that an answer hands out.
fn session(answer: &Answer) -> Session {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let session = set.find_map(|cookie| cookie.split(';').next()?.strip_prefix("JSESSIONID="));
    Session {
        cookie: session.unwrap().to_owned(),
        companion: answer.header("xsrf-token").to_owned(),
        id: answer.json()["userId"].as_str().unwrap().to_owned(),
    }
}

/// A session of `admin`.
async fn admin(world: &World) -> Session {
    login(world, "admin", ADMIN_PASSWORD).await
}

/// A bearer token of somebody who may sign in.
async fn bearer(world: &World, login: &str, password: &str) -> String {
    let answer = post(world, "/jwt/login", &pair(login, password)).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    format!("Bearer {}", answer.json()["access_token"].as_str().unwrap())
}

/// The least that a user is created with.
fn user(login: &str) -> Value {
    json!({ "eid": login, "name": "Given", "surname": "Family", "email": "mail@example.com", "password": PASSWORD })
}

/// `user` with more, or other, members.
fn user_with(login: &str, more: &Value) -> Value {
    let mut user = user(login);
    user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    user
}

/// Saves as `admin`.
async fn save(world: &World, body: &Value) -> Answer {
    admin(world).await.on(post(world, "/user/saveUser", body)).send().await
}

/// Creates as `admin`; the user as it is answered.
async fn create(world: &World, body: &Value) -> Value {
    let answer = save(world, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The id in an answer.
fn id(user: &Value) -> String {
    user["id"].as_str().unwrap().to_owned()
}

/// Updates as `admin`.
async fn try_update(world: &World, id: &str, members: &Value) -> Answer {
    let mut body = members.clone();
    body["id"] = json!(id);
    admin(world).await.on(post(world, "/user/updateUser", &body)).send().await
}

/// Updates as `admin`; the user as it is answered.
async fn update(world: &World, id: &str, members: &Value) -> Value {
    let answer = try_update(world, id, members).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Posts as `admin`.
async fn call(world: &World, path: &str, body: &Value) -> Answer {
    admin(world).await.on(post(world, path, body)).send().await
}

/// The user as `admin` reads it.
async fn read(world: &World, id: &str) -> Value {
    let answer = admin(world).await.on(get(world, &format!("/user/{id}"))).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The record behind, as the operator reads it.
async fn record(world: &World, login: &str) -> UserView {
    let request = world.request(Dialect::Native);
    let user = Ok(UserRef::Login(login.to_owned()));
    directory::users::get(&world.directory, &request, &Credential::System, user, directory::users::Parts::ALL)
        .await
        .unwrap()
}

/// Changes the record as the operator, in no dialect's words.
async fn change(world: &World, login: &str, changes: Vec<Change>) {
    let request = world.request(Dialect::Native);
    let draft = Ok((UserRef::Login(login.to_owned()), Edit::Said(changes)));
    directory::users::update(&world.directory, &request, &Credential::System, draft, None).await.unwrap();
}

/// Makes a user as the operator, past this dialect's door; his id.
async fn make(world: &World, login: &str, more: impl FnOnce(NewUser) -> NewUser) -> UserId {
    let request = world.request(Dialect::Native);
    let user = more(NewUser::named(Login::new(login).unwrap()));
    let made =
        directory::users::create(&world.directory, &request, &Credential::System, Ok(vec![user]), None).await;
    made.unwrap()[0].id
}

/// A number of the store.
async fn number(world: &World, sql: &'static str) -> i64 {
    world.directory.store().read(move |c| c.one(sql, &[], |row| row.get(0))).await.unwrap()
}

/// How many users there are.
async fn users(world: &World) -> i64 {
    number(world, "SELECT count(*) FROM users").await
}
