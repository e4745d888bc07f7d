//! A desk at which bodies are handed to the core, on a store of its own.

use directory::Credential;
use directory::groups::NewGroup;
use directory::users::{self, Change, Edit, Parts, UserRef};
use model::{Dialect, GroupName, Refusal, Timestamp, UserId, UserView};
use serde_json::{Value, json};
use testkit::World;

use crate::Settings;
use crate::mapping::{self, PARTS};
use crate::wire::UserBody;

/// A world, and the settings of this dialect in it.
pub(super) struct Desk {
    pub world: World,
    pub settings: Settings,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn with(settings: Settings) -> Self {
        Self { world: World::new().await, settings }
    }

    pub fn now(&self) -> Timestamp {
        self.world.directory.now()
    }

    /// Creates the user of `body`.
    pub async fn create(&self, body: &Value) -> Result<UserView, Refusal> {
        let request = self.world.request(Dialect::Kron);
        let draft = UserBody::read(body).and_then(|body| mapping::new_user(&body, self.settings));
        let draft = draft.map(|user| vec![user]);
        let made =
            users::create(&self.world.directory, &request, &Credential::System, draft, Some(PARTS)).await?;
        Ok(made.into_iter().next().unwrap().view.unwrap())
    }

    /// Creates the user of `body`, whom nothing speaks against.
    pub async fn created(&self, body: &Value) -> UserView {
        self.create(body).await.unwrap_or_else(|refusal| panic!("{body}: {refusal}"))
    }

    /// Saves `body`, of the user of `id`.
    pub async fn save(&self, id: UserId, body: &Value) -> Result<UserView, Refusal> {
        let mut body = body.clone();
        body["id"] = json!(id.to_string());
        let request = self.world.request(Dialect::Kron);
        let draft = UserBody::read(&body).and_then(|body| mapping::edit(body, self.settings));
        let updated =
            users::update(&self.world.directory, &request, &Credential::System, draft, None).await?;
        Ok(updated.view)
    }

    /// As [`Self::save`], where nothing speaks against it.
    pub async fn saved(&self, view: &UserView, body: &Value) -> UserView {
        self.save(view.user.id, body).await.unwrap_or_else(|refusal| panic!("{body}: {refusal}"))
    }

    /// Another dialect changes a user.
    pub async fn elsewhere(&self, view: &UserView, changes: Vec<Change>) -> UserView {
        let request = self.world.request(Dialect::Native);
        let draft = Ok((UserRef::Id(view.user.id), Edit::Said(changes)));
        let updated = users::update(&self.world.directory, &request, &Credential::System, draft, None).await;
        updated.unwrap().view
    }

    /// A user as it stands.
    pub async fn read(&self, id: UserId) -> UserView {
        let request = self.world.request(Dialect::Kron);
        let user = Ok(UserRef::Id(id));
        let view = users::get(&self.world.directory, &request, &Credential::System, user, Parts::ALL).await;
        view.unwrap()
    }

    /// A new group of this name; its id.
    pub async fn group(&self, name: &str) -> String {
        let request = self.world.request(Dialect::Native);
        let new = NewGroup { name: GroupName::new(name).unwrap(), description: None };
        let made =
            directory::groups::create(&self.world.directory, &request, &Credential::System, Ok(new)).await;
        made.unwrap().id.to_string()
    }

    /// The 47 keys of a user.
    pub fn printed(&self, view: &UserView) -> Value {
        serde_json::to_value(mapping::user::user(view, self.now())).unwrap()
    }

    /// The map of a user.
    pub fn map(&self, view: &UserView) -> Value {
        self.printed(view)["properties"].clone()
    }
}

/// The least that makes a user.
pub(super) fn jane() -> Value {
    json!({"eid": "jane", "name": "Jane", "surname": "Doe", "email": "jane@example.com", "password": "s3cret"})
}

/// The same with a map.
pub(super) fn jane_with(properties: Value) -> Value {
    let mut body = jane();
    body["properties"] = properties;
    body
}
