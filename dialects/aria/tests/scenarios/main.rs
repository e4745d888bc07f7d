//! The scenario files, played against a server in process.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod ordered;
mod play;

use testkit::on_both_engines;

on_both_engines! {
    async fn tokens(world: World) {
        play::play(&world, include_str!("../../../../scenarios/aria/tokens.json")).await;
    }

    async fn create_user(world: World) {
        play::play(&world, include_str!("../../../../scenarios/aria/create_user.json")).await;
    }

    async fn modify_user(world: World) {
        play::play(&world, include_str!("../../../../scenarios/aria/modify_user.json")).await;
    }

    async fn users(world: World) {
        play::play(&world, include_str!("../../../../scenarios/aria/users.json")).await;
    }

    async fn other(world: World) {
        play::play(&world, include_str!("../../../../scenarios/aria/other.json")).await;
    }
}
