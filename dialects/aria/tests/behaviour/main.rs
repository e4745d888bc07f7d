//! What the scenario files cannot say: time, many users, other settings, every stranger.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up fails")]

mod access;
mod coverage;
mod list;
mod modify;
mod record;
mod rights;
mod sources;
mod strangers;
mod tokens;
mod write_back;
mod xml;

use directory::Credential;
use directory::passwords::{Password, PolicyRules};
use directory::users::{Created, NewPassword, NewUser, PasswordRule};
use model::{Dialect, Login};
use serde_json::{Value, json};
use testkit::{Answer, World};

const USERS: &str = "/suite-api/api/auth/users";
const CURRENT: &str = "/suite-api/api/auth/currentuser";
const ACQUIRE: &str = "/suite-api/api/auth/token/acquire";
const PASSWORD: &str = "Tr4in-delay";

/// A new user of this login whose password is [`PASSWORD`].
fn person(login: &str) -> NewUser {
    let rule = PasswordRule::Own { policy: "test", rules: PolicyRules::at_least(1) };
    let mut user = NewUser::named(Login::new(login).unwrap());
    user.password = NewPassword::Given(Password::new(PASSWORD.to_owned()).unwrap(), rule);
    user
}

/// Makes users past this dialect's door.
async fn make(world: &World, users: Vec<NewUser>) -> Vec<Created> {
    let request = world.request(Dialect::Native);
    directory::users::create(&world.directory, &request, &Credential::System, Ok(users), None).await.unwrap()
}

async fn post(world: &World, token: &str, body: &Value) -> Answer {
    world.post(USERS).ops_token(token).json(body).send().await
}

async fn sign_in(world: &World, login: &str) -> Answer {
    world.post(ACQUIRE).json(&json!({"username": login, "password": PASSWORD})).send().await
}
