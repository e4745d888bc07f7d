//! What these tests share: people, and a small dialect of their own.

use std::sync::Arc;

use directory::Credential;
use directory::groups::{GroupRef, Join};
use directory::passwords::{Password, PolicyRules};
use directory::roles::{NewGrant, RoleRef};
use directory::users::{Change, Edit, NewPassword, NewUser, PasswordRule, TextField, Updated, UserRef};
use model::projection::Projection;
use model::{Dialect, GroupName, Login, Refusal, Rule, Timestamp, TokenKind, UserId, UserView};
use serde_json::Value;
pub use testkit::World;

/// A password that every rule here accepts.
pub const PASSWORD: &str = "Test@1234";

/// A person of this login with [`PASSWORD`].
pub fn person(login: &str) -> NewUser {
    let mut user = NewUser::named(Login::new(login).unwrap());
    let rule = PasswordRule::Own { policy: "test", rules: PolicyRules::NATIVE };
    user.password = NewPassword::Given(Password::new(PASSWORD.into()).unwrap(), rule);
    user
}

/// The password `text`, as a change.
pub fn password(text: &str) -> Change {
    let rule = PasswordRule::Own { policy: "test", rules: PolicyRules::NATIVE };
    Change::Password(Password::new(text.into()).unwrap(), rule)
}

/// A membership from now on.
pub fn join(group: &str) -> Join {
    Join::now(GroupRef::Name(GroupName::new(group).unwrap()))
}

/// A role on all objects.
pub fn role(name: &str) -> NewGrant {
    NewGrant::on_all(RoleRef::Name(name.into()))
}

/// Creates a user as the operator.
pub async fn create(world: &World, user: NewUser) -> UserId {
    let request = world.request(Dialect::Native);
    let users =
        directory::users::create(&world.directory, &request, &Credential::System, Ok(vec![user]), None).await;
    users.unwrap()[0].id
}

/// A caller by an API token.
pub async fn caller(world: &World, login: &str) -> Credential {
    let token = world.token(login, TokenKind::Native).await;
    credential(TokenKind::Native, &token)
}

/// A token as a credential.
pub fn credential(kind: TokenKind, token: &str) -> Credential {
    Credential::Token { kind, digest: directory::tokens::shape::digest(kind, token).unwrap() }
}

/// Updates a user through `dialect`.
pub async fn update_through(
    world: &World,
    dialect: Dialect,
    by: &Credential,
    id: UserId,
    edit: Edit,
) -> Result<Updated, Refusal> {
    let request = world.request(dialect);
    directory::users::update(&world.directory, &request, by, Ok((UserRef::Id(id), edit)), None).await
}

/// Makes changes through our own API.
pub async fn change(
    world: &World,
    by: &Credential,
    id: UserId,
    changes: Vec<Change>,
) -> Result<Updated, Refusal> {
    update_through(world, Dialect::Native, by, id, Edit::Said(changes)).await
}

/// Opens an Aria session with [`PASSWORD`].
pub async fn sign_in(world: &World, login: &str, password: &str) -> Result<Credential, Refusal> {
    let request = world.request(Dialect::Aria);
    let life = directory::sessions::Life { idle_seconds: 3_600, longest_seconds: None };
    let password = Password::new(password.into());
    let opened =
        directory::sessions::open(&world.directory, &request, TokenKind::Aria, login, password, life).await?;
    Ok(credential(TokenKind::Aria, opened.secret.reveal()))
}

/// Whether a credential still opens something.
pub async fn opens(world: &World, credential: &Credential) -> Result<UserView, Refusal> {
    let request = world.request(Dialect::Aria);
    directory::users::current(&world.directory, &request, credential, directory::users::Parts::ALL).await
}

/// The names of the events about a user, in the order of their requests.
pub async fn events(world: &World, id: UserId) -> Vec<String> {
    let found = world.directory.store().read(move |c| {
        c.all(
            "SELECT event FROM audit_events WHERE target_id = $1 ORDER BY request_id, place",
            &[id.0.into()],
            |row| row.get(0),
        )
    });
    found.await.unwrap()
}

/// A dialect of three fields that prints seconds, shouts the given name, and refuses the word `bad`.
pub struct Shouting;

impl Projection for Shouting {
    type Change = Change;

    fn print(&self, field: &str, user: &UserView, _now: Timestamp) -> Option<Value> {
        match field {
            "given" => user.user.given.as_ref().map(|name| name.to_uppercase().into()),
            "family" => user.user.family.clone().map(Value::from),
            "enabled" => Some(user.user.enabled.into()),
            _ => None,
        }
    }

    fn parse(&self, field: &str, sent: &Value, _: &UserView, _: Timestamp) -> Result<Vec<Change>, Refusal> {
        let text = sent.as_str().map(str::to_owned);
        if text.as_deref() == Some("bad") {
            return Err(Refusal::invalid(field.to_owned(), Rule::UnknownValue));
        }
        Ok(match field {
            "given" => vec![Change::Text(TextField::Given, text)],
            "family" => vec![Change::Text(TextField::Family, text)],
            "enabled" => vec![Change::Enabled(sent == &Value::Bool(true))],
            _ => Vec::new(),
        })
    }
}

/// Values sent in that dialect.
pub fn sent(fields: &[(&str, Value)]) -> Edit {
    let fields = fields.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    Edit::Sent { projection: Arc::new(Shouting), fields, with_password: false }
}
