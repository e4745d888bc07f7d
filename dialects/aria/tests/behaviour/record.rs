use directory::groups::{GroupRef, Join};
use directory::users::NewUser;
use model::{Email, GroupId, Login, Slot};
use serde_json::{Value, json};
use testkit::{World, on_both_engines};

use crate::{CURRENT, PASSWORD, USERS, make, person, post};

/// The ids of the groups of `admin`: `System.users`, `System.admins`.
async fn groups(world: &World, token: &str) -> Vec<Value> {
    let answer = world.get(CURRENT).ops_token(token).send().await;
    answer.json()["groupIds"].as_array().unwrap().clone()
}

async fn read(world: &World, token: &str, id: impl std::fmt::Display) -> Value {
    world.get(&format!("{USERS}/{id}")).ops_token(token).send().await.json()
}

on_both_engines! {
    async fn a_user_joins_the_groups_it_is_created_with(world: World) {
        let token = world.aria_token().await;
        let groups = groups(&world, &token).await;
        assert_eq!(groups.len(), 2);
        let reversed: Vec<_> = groups.iter().rev().cloned().collect();
        let body = json!({"username": "mira", "password": PASSWORD, "groupIds": reversed});
        let answer = post(&world, &token, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["groupIds"], json!(reversed), "in the order of joining");
        assert_eq!(answer.json()["roleNames"], json!([]), "what a group gives is not shown");
        let own = world.aria_token_of("mira", PASSWORD).await;
        assert_eq!(world.get(USERS).ops_token(&own).send().await.status, 200, "but it works");
    }

    async fn a_membership_is_shown_to_its_last_microsecond(world: World) {
        let token = world.aria_token().await;
        let groups = groups(&world, &token).await;
        let group = GroupRef::Id(GroupId::parse(groups[0].as_str().unwrap()).unwrap());
        let now = world.directory.now();
        let mut user = NewUser::named(Login::new("guest").unwrap());
        user.groups = vec![Join { from: Some(now.plus_seconds(10)), until: Some(now.plus_seconds(20)), ..Join::now(group) }];
        let id = make(&world, vec![user]).await[0].id;
        let mut shown = Vec::new();
        for micros in [9_999_999, 1, 9_999_999, 1] {
            world.clock.turn_micros(micros);
            shown.push(read(&world, &token, id).await["groupIds"].as_array().unwrap().len());
        }
        assert_eq!(shown, [0, 1, 1, 0]);
    }

    async fn an_emptied_slot_shows_no_other_address(world: World) {
        let token = world.aria_token().await;
        let mut user = NewUser::named(Login::new("two").unwrap());
        user.emails = vec![Email::new("second@example.test".to_owned()).unwrap().into_slot(Slot::Second)];
        let id = make(&world, vec![user]).await[0].id;
        assert_eq!(read(&world, &token, id).await.get("emailAddress"), None);
    }

    async fn a_sign_in_is_shown_as_the_last_login_and_the_use_of_a_token_is_not(world: World) {
        let admin = world.aria_token().await;
        let id = make(&world, vec![person("mira")]).await[0].id;
        assert_eq!(read(&world, &admin, id).await["lastLoginTime"], json!(0));
        let own = world.aria_token_of("mira", PASSWORD).await;
        let at = world.directory.now().millis();
        world.clock.turn(60);
        let _ = world.get(CURRENT).ops_token(&own).send().await;
        assert_eq!(read(&world, &admin, id).await["lastLoginTime"], json!(at));
    }

    async fn a_password_is_in_no_answer(world: World) {
        let token = world.aria_token().await;
        let body = json!({"username": "mira", "password": PASSWORD, "firstName": "M"});
        let created = post(&world, &token, &body).await;
        let listed = world.get(USERS).ops_token(&token).send().await;
        for answer in [created, listed] {
            assert!(!answer.text().contains(PASSWORD), "{}", answer.text());
            assert!(answer.text().contains(r#""password":null"#));
        }
    }
}
