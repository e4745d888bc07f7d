use model::TokenKind;
use pam360::{HttpStatus, Settings};
use server::doors::Dialects;
use testkit::scenario::Player;
use testkit::{World, on_both_engines};

macro_rules! scenario {
    ($name:literal) => {
        include_str!(concat!("../../../../scenarios/", $name, ".json"))
    };
}

/// Plays a file whose steps `as` `admin` carry a token of his.
async fn play(world: &World, mode: HttpStatus, scenario: &str) {
    let token = world.token("admin", TokenKind::Pam360).await;
    let mut player = Player::new(world).knows("admin", &token).answered_in("application/json;charset=UTF-8");
    match mode {
        HttpStatus::Compat => player.play(scenario).await,
        HttpStatus::Semantic => player.semantic().play(scenario).await,
    }
}

on_both_engines! {
    async fn making_users(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/create_user")).await;
    }

    async fn finding_numbers(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/get_user_id")).await;
    }

    async fn locking_and_unlocking(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/lock_user")).await;
    }

    async fn the_body_sample(world: World) {
        play(&world, HttpStatus::Compat, scenario!("samples/pam360_v1")).await;
    }

    async fn the_curl_sample(world: World) {
        play(&world, HttpStatus::Compat, scenario!("samples/pam360_v2")).await;
    }

    async fn the_python_sample(world: World) {
        play(&world, HttpStatus::Compat, scenario!("samples/pam360_v3")).await;
    }

    async fn the_powershell_sample(world: World) {
        play(&world, HttpStatus::Compat, scenario!("samples/pam360_v4")).await;
    }
}

on_both_engines! {
    async fn with_fitting_statuses_the_bodies_are_the_same(engine: Engine) {
        for scenario in [
            scenario!("pam360/create_user"),
            scenario!("pam360/get_user_id"),
            scenario!("pam360/lock_user"),
            scenario!("samples/pam360_v1"),
        ] {
            let pam360 = Settings { http_status: HttpStatus::Semantic, ..Settings::default() };
            let world = World::with(engine, Dialects { pam360, ..Dialects::default() }).await;
            play(&world, HttpStatus::Semantic, scenario).await;
        }
    }
}
