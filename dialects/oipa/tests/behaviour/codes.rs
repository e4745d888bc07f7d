//! Tables that a site has changed: new values are checked against them, and nobody changes by it.

use directory::codes::{self, CodeFile};
use directory::{Credential, Via};
use serde_json::{Value, json};
use testkit::{World, on_both_engines};

use crate::{create, post, problems, put, read, user, version};

/// Loads the tables of a fresh store with some text in place of another.
async fn load(world: &World, changes: &[(&str, &str)]) {
    let shipped = CodeFile::shipped().unwrap().tables().to_string();
    let text = changes.iter().fold(shipped, |text, (old, new)| text.replace(old, new));
    let request = world.directory.own_request(Via::CommandLine, "codes load");
    codes::load(&world.directory, &request, &Credential::System, CodeFile::parse(&text)).await.unwrap();
}

/// A user with a status of his own.
fn on_leave(login: &str) -> Value {
    let mut user = user(login);
    user["userStatus"] = json!("03");
    user
}

/// Behind the codes of a fresh store's table of states.
const LAST: &str = "enabled = false },";

/// Loads the tables of a fresh store and a third status.
async fn load_third(world: &World, enabled: bool) {
    let third = format!("{LAST}\n{{ code = \"03\", enabled = {enabled} }},");
    load(world, &[(LAST, &third)]).await;
}

on_both_engines! {
    async fn codes_that_are_new_may_be_given_and_those_that_are_gone_may_not(world: World) {
        assert_eq!(post(&world, &[on_leave("early")]).await.status, 400);
        load_third(&world, false).await;
        create(&world, &on_leave("late")).await;
        assert_eq!(read(&world, "late").await["userStatus"], json!("03"));
        load(&world, &[("\"01\",\n    \"02\",\n    \"03\"", "\"02\",\n    \"03\""), ("\"Prototype\"", "\"Aurora\"")]).await;
        let refused = problems(&post(&world, &[user("gone")]).await);
        let unknown = |field: &str| (json!(format!("users[0].{field}")), json!("UNKNOWN_VALUE"));
        assert_eq!(refused, [unknown("localeCode"), unknown("client.primaryCompany")]);
    }

    async fn whoever_has_a_code_that_is_gone_keeps_it_and_may_send_it_back(world: World) {
        create(&world, &user("old")).await;
        let (before, shown) = (version(&world, "old").await, read(&world, "old").await);
        load(&world, &[("\"01\",\n    \"02\",\n    \"03\"", "\"02\",\n    \"03\""), ("\"Prototype\"", "\"Aurora\"")]).await;
        assert_eq!(read(&world, "old").await, shown);
        let mut body = shown.clone();
        body["password"] = json!("old");
        assert_eq!(put(&world, "old", &body).await.status, 204);
        assert_eq!((version(&world, "old").await, read(&world, "old").await), (before, shown));
    }

    async fn a_status_that_is_gone_or_has_changed_sides_shows_the_first_code_of_the_users_state(world: World) {
        load_third(&world, false).await;
        create(&world, &on_leave("away")).await;
        let before = version(&world, "away").await;
        load(&world, &[]).await;
        assert_eq!(read(&world, "away").await["userStatus"], json!("02"), "gone");
        load_third(&world, true).await;
        assert_eq!(read(&world, "away").await["userStatus"], json!("02"), "it would say that he is enabled, and he is not");
        let mut body = read(&world, "away").await;
        body["password"] = json!("away");
        assert_eq!(put(&world, "away", &body).await.status, 204);
        assert_eq!(version(&world, "away").await, before, "what is shown and sent back changes nothing");
        load_third(&world, false).await;
        assert_eq!(read(&world, "away").await["userStatus"], json!("03"), "back again");
    }
}
