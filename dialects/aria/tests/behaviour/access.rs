use http::Method;
use serde_json::json;
use testkit::{Dialects, World, on_both_engines};

use crate::{CURRENT, PASSWORD, USERS, make, person, post};

on_both_engines! {
    async fn nobody_gives_what_he_does_not_hold(world: World) {
        let admin = world.aria_token().await;
        let role = |name: &str| json!([{"roleName": name, "allowAllObjects": true}]);
        let chief = json!({"username": "chief", "password": PASSWORD, "role-permissions": role("Administrator")});
        assert_eq!(post(&world, &admin, &chief).await.status, 201);
        let token = world.aria_token_of("chief", PASSWORD).await;
        let more = json!({"username": "x", "password": PASSWORD, "role-permissions": role("Privileged Administrator")});
        assert_eq!(post(&world, &token, &more).await.status, 403);
        let same = json!({"username": "x", "password": PASSWORD, "role-permissions": role("Administrator")});
        assert_eq!(post(&world, &token, &same).await.status, 201, "nothing of the refused request was stored");
    }

    async fn who_must_change_the_password_may_only_read_himself(world: World) {
        let mut user = person("new");
        user.must_change = true;
        make(&world, vec![user]).await;
        let token = world.aria_token_of("new", PASSWORD).await;
        let answer = world.get(USERS).ops_token(&token).send().await;
        assert_eq!((answer.status, &answer.json()["message"]), (403, &json!("You must change your password first.")));
        assert_eq!(world.get(CURRENT).ops_token(&token).send().await.status, 200);
    }

    async fn a_body_above_the_limit_is_not_read(world: World) {
        let token = world.aria_token().await;
        let answer = world.post(USERS).ops_token(&token).body(vec![b' '; (1 << 20) + 1]).send().await;
        assert_eq!((answer.status, &answer.json()["apiErrorCode"]), (413, &json!(413)));
    }

    async fn head_is_a_wrong_method(world: World) {
        assert_eq!(world.call(Method::HEAD, USERS).send().await.status, 405);
    }
}

on_both_engines! {
    async fn without_the_policy_any_password_that_is_not_blank_is_taken(engine: Engine) {
        let mut dialects = Dialects::default();
        dialects.aria.password_policy = false;
        let world = World::with(engine, dialects).await;
        let token = world.aria_token().await;
        let with = |password: &str| json!({"username": "stub", "password": password});
        assert_eq!(post(&world, &token, &with(" ")).await.status, 400);
        assert_eq!(post(&world, &token, &with("string")).await.status, 201);
    }
}
