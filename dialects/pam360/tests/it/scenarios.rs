use pam360::{HttpStatus, Settings};
use server::doors::Dialects;
use testkit::{Engine, World, on_both_engines};

use crate::scenario::play;

macro_rules! scenario {
    ($name:literal) => {
        include_str!(concat!("../../../../scenarios/pam360/", $name, ".json"))
    };
}

on_both_engines! {
    async fn making_users(world: World) {
        play(&world, HttpStatus::Compat, scenario!("create_user")).await;
    }

    async fn finding_numbers(world: World) {
        play(&world, HttpStatus::Compat, scenario!("get_user_id")).await;
    }

    async fn locking_and_unlocking(world: World) {
        play(&world, HttpStatus::Compat, scenario!("lock_user")).await;
    }

    async fn the_body_sample(world: World) {
        play(&world, HttpStatus::Compat, scenario!("sample_v1")).await;
    }

    async fn the_curl_sample(world: World) {
        play(&world, HttpStatus::Compat, scenario!("sample_v2")).await;
    }

    async fn the_python_sample(world: World) {
        play(&world, HttpStatus::Compat, scenario!("sample_v3")).await;
    }

    async fn the_powershell_sample(world: World) {
        play(&world, HttpStatus::Compat, scenario!("sample_v4")).await;
    }
}

#[tokio::test]
async fn with_fitting_statuses_the_bodies_are_the_same() {
    for scenario in
        [scenario!("create_user"), scenario!("get_user_id"), scenario!("lock_user"), scenario!("sample_v1")]
    {
        let pam360 = Settings { http_status: HttpStatus::Semantic, ..Settings::default() };
        let world = World::with(Engine::Sqlite, Dialects { pam360, ..Dialects::default() }).await;
        play(&world, HttpStatus::Semantic, scenario).await;
    }
}
