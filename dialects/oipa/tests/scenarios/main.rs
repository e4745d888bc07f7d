//! The scenario files, played against a server in process.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod ordered;
mod play;

use testkit::on_both_engines;

on_both_engines! {
    async fn create_users(world: World) {
        play::play(&world, include_str!("../../../../scenarios/oipa/create_users.json")).await;
    }

    async fn update_user(world: World) {
        play::play(&world, include_str!("../../../../scenarios/oipa/update_user.json")).await;
    }
}
