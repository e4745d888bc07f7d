use model::TokenKind;
use pam360::Settings;
use serde_json::json;
use testkit::World;

use crate::calls::{FETCHED, create, message, token, world};

/// The message for a caller who asks for `admin` and names these organisations, a header each.
async fn told(world: &World, token: &str, names: &[&str]) -> String {
    let mut call = world.get("/restapi/json/v1/user/getUserId?USERNAME=admin").authtoken(token);
    for name in names {
        call = call.header("orgName", name);
    }
    message(&call.send().await)
}

#[tokio::test]
async fn the_own_organisation_may_be_named_or_left_out() {
    let world = world(Settings::default()).await;
    let robot = token(&create(&world, "robot", json!({ "ISAPIUSER": true })).await);
    for names in [&[][..], &["Default"], &[" dEFAULT "], &[" "]] {
        assert_eq!(told(&world, &robot, names).await, FETCHED, "{names:?}");
    }
}

#[tokio::test]
async fn an_unknown_one_and_two_at_once_are_refused() {
    let world = world(Settings::default()).await;
    let admin = world.token("admin", TokenKind::Pam360).await;
    for (names, named) in [
        (&["Elsewhere"][..], "Elsewhere"),
        (&["Défaut"], "Défaut"),
        (&["Default", "Default"], "Default, Default"),
    ] {
        let refused = format!("Organization {named} does not exist or is not accessible.");
        assert_eq!(told(&world, &admin, names).await, refused);
    }
}

#[tokio::test]
async fn a_foreign_one_opens_to_who_manages_organisations_and_looks_unknown_to_others() {
    let world = world(Settings::default()).await;
    world.organisation("Zweigstelle Köln", &[]).await;
    let robot = token(&create(&world, "robot", json!({ "ISAPIUSER": true, "ROLE": "Administrator" })).await);
    let admin = world.token("admin", TokenKind::Pam360).await;
    let foreign = &["zweigstelle köln"];
    assert_eq!(told(&world, &admin, foreign).await, FETCHED, "it has an admin of its own");
    assert_eq!(
        told(&world, &robot, foreign).await,
        "Organization zweigstelle köln does not exist or is not accessible."
    );
}
