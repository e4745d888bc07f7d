//! The vendors' published calls against the rules of the one record: each is answered as they say, and each user is there
//! for every dialect.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up fails")]

use directory::Credential;
use directory::users::{self, Parts, UserRef};
use model::{Dialect, TokenKind, UserView};
use serde_json::json;
use server::scenario::{Json, steps};
use testkit::scenario::Player;
use testkit::{World, on_both_engines};

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../../scenarios/samples/", $name, ".json"))
    };
}

/// PAM360's four samples, and the name that each gives its user: one name without case.
const JASONS: [(&str, &str); 4] = [
    (sample!("pam360_v1"), "Jason"),
    (sample!("pam360_v2"), "Jason"),
    (sample!("pam360_v3"), "jason"),
    (sample!("pam360_v4"), "jason"),
];

/// A player with a token for PAM360, which no call of that product gives.
async fn player(world: &World) -> Player<'_> {
    Player::new(world).knows("admin", &world.token("admin", TokenKind::Pam360).await)
}

/// The record itself.
async fn record(world: &World, login: &str) -> UserView {
    let user = Ok(UserRef::Login(login.to_owned()));
    let request = world.request(Dialect::Native);
    users::get(&world.directory, &request, &Credential::System, user, Parts::ALL).await.unwrap()
}

/// Plays one of PAM360's samples, then the calls of the others, which find the name taken.
async fn only_the_first_is_taken(world: &World, first: usize) {
    let mut player = player(world).await;
    player.play(JASONS[first].0).await;
    for (at, (file, name)) in JASONS.into_iter().enumerate() {
        let mut again = steps(file).unwrap().remove(0);
        let message = format!("User {name} is not added as it already exists.");
        let refused = json!({ "message": message, "status": "Failed" });
        again.answer = Some(
            serde_json::from_str(&format!(r#"{{"operation":{{"result":{refused},"name":"CREATE_USER"}}}}"#))
                .unwrap(),
        );
        again.keep.clear();
        assert_eq!(player.step(&again).await, Vec::<String>::new(), "{at} after {first}");
    }
}

on_both_engines! {
    async fn the_temporary_user_of_kron_whose_phone_is_kept_though_kron_does_not_show_it(world: World) {
        player(&world).await.play(sample!("kron_37")).await;
        let phones = record(&world, "temp_user_7").await.phones;
        assert_eq!(phones.len(), 1);
        assert_eq!((phones[0].text(), phones[0].kind.as_deref()), ("5550000000", Some("mobile")));
    }

    async fn the_older_user_of_kron(world: World) {
        player(&world).await.play(sample!("kron_35")).await;
    }

    async fn the_published_code_of_kron_encodes_its_body_twice(world: World) {
        let mut player = player(&world).await;
        for mut step in steps(sample!("kron_37")).unwrap() {
            if let Some(body) = step.body.take_if(|_| step.caller.is_some()) {
                step.text = Some(Json::Text(body.to_string()).to_string());
                step.headers.insert("Content-Type".to_owned(), "application/json".to_owned());
            }
            assert_eq!(player.step(&step).await, Vec::<String>::new(), "{}", step.name);
        }
    }

    async fn the_two_users_of_oipa(world: World) {
        player(&world).await.play(sample!("oipa")).await;
    }

    async fn one_name_without_case_in_all_four_samples_of_pam360(world: World) {
        only_the_first_is_taken(&world, 0).await;
    }

    async fn the_body_sample_of_pam360_makes_its_group(world: World) {
        player(&world).await.play(sample!("pam360_v1")).await;
        let jason = record(&world, "jason").await;
        let groups: Vec<_> = jason.memberships.iter().map(|membership| membership.group_name.as_str()).collect();
        let roles: Vec<_> = jason.grants.iter().map(|grant| grant.role_name.as_str()).collect();
        assert_eq!((groups, roles), (vec!["Demo"], vec!["Administrator"]));
    }

    async fn the_command_line_sample_of_pam360_gives_two_phones(world: World) {
        player(&world).await.play(sample!("pam360_v2")).await;
        let jason = record(&world, "jason").await;
        let phones: Vec<_> = jason.phones.iter().map(|phone| (phone.text(), phone.kind.as_deref(), phone.primary)).collect();
        assert_eq!(phones, [("+91-9876543210", Some("mobile"), true), ("+355-12312311x907", Some("work"), false)]);
    }

    async fn the_user_of_aria(world: World) {
        player(&world).await.play(sample!("aria")).await;
    }

    async fn all_of_them_on_one_server(world: World) {
        let mut player = player(&world).await;
        for file in [sample!("kron_37"), sample!("kron_35"), sample!("oipa"), sample!("pam360_v2"), sample!("aria")] {
            player.play(file).await;
        }
        player.play(sample!("together")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_sample_of_pam360_comes_first_is_the_only_one() {
    for first in 1..JASONS.len() {
        only_the_first_is_taken(&World::new().await, first).await;
    }
}
