//! The scenario files, played against a server in process.

use testkit::on_both_engines;
use testkit::scenario::Player;

on_both_engines! {
    async fn create_users(world: World) {
        let mut player = Player::new(&world);
        player.play(include_str!("../../../../scenarios/samples/oipa.json")).await;
        player.play(include_str!("../../../../scenarios/oipa/create_users.json")).await;
    }

    async fn update_user(world: World) {
        Player::new(&world).play(include_str!("../../../../scenarios/oipa/update_user.json")).await;
    }

    async fn security_groups(world: World) {
        Player::new(&world).play(include_str!("../../../../scenarios/oipa/security_groups.json")).await;
    }

    async fn codes(world: World) {
        Player::new(&world).play(include_str!("../../../../scenarios/oipa/codes.json")).await;
    }

    async fn filter(world: World) {
        Player::new(&world).play(include_str!("../../../../scenarios/oipa/filter.json")).await;
    }

    async fn errors(world: World) {
        Player::new(&world).play(include_str!("../../../../scenarios/oipa/errors.json")).await;
    }
}
