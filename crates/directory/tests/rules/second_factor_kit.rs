//! Signing in with a code after the password.

use std::sync::Arc;

use directory::Credential;
use directory::groups::{self, GroupChange, GroupEdit, Join};
use directory::passwords::Password;
use directory::second_factor;
use directory::sessions::{self, Life, Opened};
use directory::users::NewUser;
use model::refusal::BadCredential;
use model::{Refusal, TokenKind};
use testkit::{World, one_time_code};

use crate::kit::*;

/// What is said to a code that is not taken.
pub const WRONG_CODE: Refusal = Refusal::Unauthenticated(BadCredential::WrongCode);
/// What is said to whom a code is asked of and who has not given it.
pub const NO_CODE: Refusal = Refusal::Unauthenticated(BadCredential::NoCode);
/// The group that asks.
pub const ASKING: &str = "Asking";
/// The password of everybody here.
pub const PASSWORD: &str = "long enough";

const AN_HOUR: Life = Life { idle_seconds: 3_600, longest_seconds: Some(3_600) };

/// Has a group ask for a code, or no more.
pub async fn ask_code(world: &World, by: &Credential, name: &str, asks: bool) -> Result<(), Refusal> {
    let edit: GroupEdit = Arc::new(move |_| Ok(vec![GroupChange::AsksCode(asks)]));
    groups::update(&world.directory, &ask(world), by, Ok((group(name), edit))).await.map(drop)
}

/// A group that asks, and a member of it with a password.
pub async fn asked(world: &World, login: &str) {
    make_group(world, ASKING).await;
    ask_code(world, &Credential::System, ASKING, true).await.unwrap();
    member(world, login).await;
}

/// One more member of it.
pub async fn member(world: &World, login: &str) {
    make(world, NewUser { groups: vec![Join::now(group(ASKING))], ..with_password(login, PASSWORD) }).await;
}

/// The first step, at a door with a second one.
pub async fn try_first(world: &World, address: &str, login: &str) -> Result<Opened, Refusal> {
    let (request, typed) = (ask_from(world, address), Password::new(PASSWORD.to_owned()));
    sessions::open(&world.directory, &request, TokenKind::KronBearer, login, typed, AN_HOUR).await
}

/// What was opened, as its bearer sends it.
pub fn held(opened: &Opened) -> Credential {
    bearer(TokenKind::KronBearer, opened.secret.reveal())
}

/// A session that awaits a code.
pub async fn first(world: &World, login: &str) -> Credential {
    let opened = try_first(world, "192.0.2.1", login).await.unwrap();
    assert!(opened.awaits_code.is_some());
    held(&opened)
}

/// The second step.
pub async fn give_from(
    world: &World,
    address: &str,
    session: &Credential,
    code: &str,
) -> Result<Opened, Refusal> {
    let (request, typed) = (ask_from(world, address), Ok(code.to_owned()));
    sessions::complete(&world.directory, &request, session, typed, AN_HOUR).await
}

/// The second step, from where the first was.
pub async fn give(world: &World, session: &Credential, code: &str) -> Result<Opened, Refusal> {
    give_from(world, "192.0.2.1", session, code).await
}

/// A secret for whoever is in the first step.
pub async fn draw(world: &World, session: &Credential) -> Result<String, Refusal> {
    let drawn = second_factor::enroll(&world.directory, &ask(world), session).await?;
    Ok(drawn.secret.to_string())
}

/// The code of a secret now.
pub fn code(world: &World, secret: &str) -> String {
    one_time_code(secret, world.directory.now())
}

/// A code that is none of those that are right now.
pub fn wrong(world: &World, secret: &str) -> String {
    let now = world.directory.now();
    let right: Vec<String> = [-30, 0, 30].map(|by| one_time_code(secret, now.plus_seconds(by))).to_vec();
    (0..4).map(|n| format!("{n:06}")).find(|code| !right.contains(code)).unwrap()
}

/// Enrols a user; his secret, half a minute later, so that its next code is another.
pub async fn enrolled(world: &World, login: &str) -> String {
    let session = first(world, login).await;
    let secret = draw(world, &session).await.unwrap();
    give(world, &session, &code(world, &secret)).await.unwrap();
    world.clock.turn(30);
    secret
}
