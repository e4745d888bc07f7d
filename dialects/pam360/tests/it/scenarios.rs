use model::TokenKind;
use pam360::{HttpStatus, Settings, Style};
use server::doors::Dialects;
use testkit::scenario::Player;
use testkit::{Engine, World, on_both_engines};

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

    async fn showing_users(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/user_details")).await;
    }

    async fn listing_users(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/list_users")).await;
    }

    async fn editing_users(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/edit_user")).await;
    }

    async fn deleting_users(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/delete_user")).await;
    }

    async fn enabling_and_disabling(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/enable_user")).await;
    }

    async fn changing_roles(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/change_role")).await;
    }

    async fn changing_passwords(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/change_password")).await;
    }

    async fn regenerating_tokens(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/regenerate_authtoken")).await;
    }

    async fn user_groups(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/user_groups")).await;
    }

    async fn roles(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/get_roles")).await;
    }

    async fn password_policies(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/get_password_policies")).await;
    }

    async fn passwords_that_are_nobody_s(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/passwords")).await;
    }

    async fn the_audit(world: World) {
        play(&world, HttpStatus::Compat, scenario!("pam360/audit")).await;
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

/// The scenarios of this dialect.
const ALL: [&str; 17] = [
    scenario!("pam360/create_user"),
    scenario!("pam360/get_user_id"),
    scenario!("pam360/lock_user"),
    scenario!("pam360/user_details"),
    scenario!("pam360/list_users"),
    scenario!("pam360/edit_user"),
    scenario!("pam360/delete_user"),
    scenario!("pam360/enable_user"),
    scenario!("pam360/change_role"),
    scenario!("pam360/change_password"),
    scenario!("pam360/regenerate_authtoken"),
    scenario!("pam360/user_groups"),
    scenario!("pam360/get_roles"),
    scenario!("pam360/get_password_policies"),
    scenario!("pam360/passwords"),
    scenario!("pam360/audit"),
    scenario!("samples/pam360_v1"),
];

async fn play_all(engine: Engine, pam360: Settings, in_style: impl Fn(&str) -> String) {
    for scenario in ALL {
        let dialects = Dialects { pam360: pam360.clone(), ..Dialects::default() };
        let world = World::with(engine, dialects).await;
        play(&world, pam360.http_status, &in_style(scenario)).await;
    }
}

/// A scenario as the sibling product answers it: no other word than `Success`, and no code.
fn of_the_sibling(scenario: &str) -> String {
    let mut pieces = scenario.split(r#", "statusCode": "#);
    let first = pieces.next().unwrap_or_default().to_owned();
    let without_codes = pieces.fold(first, |text, piece| text + piece.trim_start_matches(char::is_numeric));
    without_codes.replace(r#""status": "true""#, r#""status": "Success""#)
}

on_both_engines! {
    async fn with_fitting_statuses_the_bodies_are_the_same(engine: Engine) {
        let settings = Settings { http_status: HttpStatus::Semantic, ..Settings::default() };
        play_all(engine, settings, str::to_owned).await;
    }

    async fn in_the_style_of_the_sibling_the_words_of_success_differ(engine: Engine) {
        let settings = Settings { style: Style::Pmp, ..Settings::default() };
        play_all(engine, settings, of_the_sibling).await;
    }
}
