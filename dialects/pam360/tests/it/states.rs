//! A token tells at once what became of its user, whoever changed that.

use directory::users::{self, Change, Edit, NewLock, UserRef};
use directory::{Credential, Via};
use model::AccessWindow;
use pam360::Settings;
use serde_json::json;
use testkit::World;

use crate::calls::{FETCHED, ask, create, token, world};

async fn change(world: &World, change: Change) {
    let request = world.directory.own_request(Via::CommandLine, "test");
    let draft = Ok((UserRef::Login("robot".to_owned()), Edit::Said(vec![change])));
    users::update(&world.directory, &request, &Credential::System, draft, None).await.unwrap();
}

#[tokio::test]
async fn a_token_is_refused_while_its_user_is_locked_disabled_or_outside_the_window() {
    let world = world(Settings::default()).await;
    let token = token(&create(&world, "robot", json!({ "ISAPIUSER": true })).await);
    let told = async || ask(&world, &token, "192.0.2.1").await;
    change(&world, Change::Lock(Some(NewLock { reason: None, until: None }))).await;
    assert_eq!(told().await, "User account is locked.");
    change(&world, Change::Enabled(false)).await;
    assert_eq!(told().await, "User account is disabled.", "disabled wins");
    change(&world, Change::Lock(None)).await;
    change(&world, Change::Enabled(true)).await;
    assert_eq!(told().await, FETCHED, "the same token works again");
    let until = world.directory.now().plus_seconds(60);
    change(&world, Change::Window(AccessWindow::new(None, Some(until)).unwrap())).await;
    assert_eq!(told().await, FETCHED);
    world.clock.turn(60);
    assert_eq!(told().await, "API key received has expired. Authentication failed.");
}
