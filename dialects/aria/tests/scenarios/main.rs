//! The scenario files, played against a server in process.

use testkit::on_both_engines;
use testkit::scenario::Player;

macro_rules! scenario {
    ($name:literal) => {
        include_str!(concat!("../../../../scenarios/aria/", $name, ".json"))
    };
}

/// Plays a file whose steps `as` `admin` carry a token of his.
async fn as_admin(world: &testkit::World, scenario: &str) {
    let token = world.aria_token().await;
    Player::new(world).knows("admin", &token).play(scenario).await;
}

on_both_engines! {
    async fn tokens(world: World) {
        Player::new(&world).play(scenario!("tokens")).await;
    }

    async fn create_user(world: World) {
        as_admin(&world, scenario!("create_user")).await;
    }

    async fn modify_user(world: World) {
        as_admin(&world, scenario!("modify_user")).await;
    }

    async fn users(world: World) {
        as_admin(&world, scenario!("users")).await;
    }

    async fn other(world: World) {
        as_admin(&world, scenario!("other")).await;
    }

    async fn xml(world: World) {
        as_admin(&world, scenario!("xml")).await;
    }

    async fn groups(world: World) {
        as_admin(&world, scenario!("groups")).await;
    }

    async fn roles(world: World) {
        as_admin(&world, scenario!("roles")).await;
    }

    async fn permissions(world: World) {
        as_admin(&world, scenario!("permissions")).await;
    }

    async fn sources(world: World) {
        as_admin(&world, scenario!("sources")).await;
    }

    async fn scopes(world: World) {
        as_admin(&world, scenario!("scopes")).await;
    }

    async fn own(world: World) {
        as_admin(&world, scenario!("own")).await;
    }
}
