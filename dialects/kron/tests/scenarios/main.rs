//! The scenario files, played against a server in process.

use kron::Settings;
use testkit::scenario::Player;
use testkit::{Dialects, World, on_both_engines};

macro_rules! scenario {
    ($name:literal) => {
        include_str!(concat!("../../../../scenarios/", $name, ".json"))
    };
}

on_both_engines! {
    async fn sign_in(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("kron/sign_in")).await;
    }

    async fn create_user(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("kron/create_user")).await;
    }

    async fn the_users_of_the_product_s_pages(world: World) {
        let mut player = Player::new(&world).answered_in("application/json");
        player.play(scenario!("samples/kron_37")).await;
        player.play(scenario!("samples/kron_35")).await;
    }

    async fn update_user(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("kron/update_user")).await;
    }

    async fn search_users(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("kron/search_users")).await;
    }

    async fn delete_user(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("kron/delete_user")).await;
    }

    async fn lock_user(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("kron/lock_user")).await;
    }

    async fn active_sessions(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("kron/active_sessions")).await;
    }

    async fn user_groups(world: World) {
        Player::new(&world).answered_in("application/json").play(scenario!("kron/user_groups")).await;
    }
}

on_both_engines! {
    async fn legacy_35(engine: Engine) {
        let kron = Settings { legacy_35: true, ..Settings::default() };
        let world = World::with(engine, Dialects { kron, ..Dialects::default() }).await;
        Player::new(&world).answered_in("application/json").play(scenario!("kron/legacy_35")).await;
    }
}
