use serde_json::{Value, json};
use testkit::{World, on_both_engines};

use crate::{create, get, post, problems, user};

async fn logins(world: &World, query: &str) -> Vec<String> {
    let answer = get(world, query).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.json();
    let users = page["users"].as_array().unwrap().clone();
    assert_eq!(page["count"], json!(users.len()), "entries in this answer");
    users.iter().map(|user: &Value| user["loginName"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn the_newest_come_first(world: World) {
        for number in 0..5 {
            world.clock.turn(1);
            create(&world, &user(&format!("user{number}"))).await;
        }
        assert_eq!(logins(&world, "").await, ["user4", "user3", "user2", "user1", "user0", "admin"]);
        assert_eq!(logins(&world, "?offset=1&limit=2").await, ["user3", "user2"]);
        assert_eq!(logins(&world, "?offset=5").await, ["admin"]);
        assert_eq!(logins(&world, "?offset=6").await, Vec::<String>::new());
        assert_eq!(logins(&world, "?limit=0").await, Vec::<String>::new());
        assert_eq!(logins(&world, "?offset=18446744073709551616&other=1").await, Vec::<String>::new());
    }

    async fn a_hundred_are_shown_unless_more_are_asked_for(world: World) {
        let users: Vec<_> = (0..120).map(|number| user(&format!("u{number}"))).collect();
        assert_eq!(post(&world, &users).await.status, 201);
        let page = get(&world, "").await;
        assert!(page.text().starts_with(r#"{"count":100,"offset":0,"limit":100,"users":[{"links":"#));
        assert_eq!(logins(&world, "?limit=1000").await.len(), 121);
        let mut all = logins(&world, "?limit=60").await;
        all.extend(logins(&world, "?offset=60&limit=61").await);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 121, "each of them once");
    }

    async fn the_inactive_are_listed_with_their_status(world: World) {
        create(&world, &user("gone")).await;
        assert_eq!(crate::delete(&world, "gone").await, 204);
        let listed = get(&world, "?limit=1").await.json();
        assert_eq!((&listed["users"][0]["loginName"], &listed["users"][0]["userStatus"]), (&json!("gone"), &json!("02")));
    }

    async fn groups_are_shown_when_they_are_wanted(world: World) {
        create(&world, &user("member")).await;
        let listed = |query: &'static str| async { get(&world, query).await.json()["users"][0]["securityGroups"].clone() };
        assert_eq!(listed("?limit=1&expand=securityGroups").await[0]["securityGroupName"], json!("Prototype Super"));
        assert_eq!(listed("?limit=1&expand=other").await, Value::Null);
    }

    async fn what_cannot_be_served_is_refused(world: World) {
        let refused = |query: &'static str| async { problems(&get(&world, query).await) };
        assert_eq!(refused("?limit=-1&offset=x").await, [(json!("offset"), json!("BAD_FORMAT")), (json!("limit"), json!("BAD_FORMAT"))]);
        assert_eq!(refused("?limit=%FF").await, [(json!("query"), json!("BAD_FORMAT"))]);
        assert_eq!(refused("/nobody").await, [(Value::Null, json!("NOT_FOUND"))]);
        assert_eq!(refused("/%FF").await[0].1, json!("BAD_FORMAT"));
    }
}
