//! The scenario files, played against a server in process.

use kron::Settings;
use testkit::scenario::Player;
use testkit::{Dialects, Engine, World, on_both_engines};

macro_rules! scenario {
    ($name:literal) => {
        include_str!(concat!("../../../../scenarios/kron/", $name, ".json"))
    };
}

on_both_engines! {
    async fn sign_in(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("sign_in")).await;
    }

    async fn create_user(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("create_user")).await;
    }

    async fn update_user(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("update_user")).await;
    }
}

#[tokio::test]
async fn legacy_35() {
    let kron = Settings { legacy_35: true, ..Settings::default() };
    let world = World::with(Engine::Sqlite, Dialects { kron, ..Dialects::default() }).await;
    Player::new(&world).answered_in("application/json").play(scenario!("legacy_35")).await;
}
