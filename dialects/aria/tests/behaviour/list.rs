use directory::users::NewUser;
use model::Login;
use serde_json::Value;
use testkit::{World, on_both_engines};

use crate::{USERS, make};

/// More than two of the pages that the core reads.
const MANY: usize = 1_100;

async fn logins(world: &World, token: &str, query: &str) -> Vec<String> {
    let answer = world.get(&format!("{USERS}?{query}")).ops_token(token).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let users = answer.json()["users"].as_array().unwrap().clone();
    users.iter().map(|user: &Value| user["username"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn a_list_of_many_pages_holds_each_user_once_and_by_name(world: World) {
        let named = |number: usize| NewUser::named(Login::new(&format!("user-{number:05}")).unwrap());
        make(&world, (0..MANY).rev().map(named).collect()).await;
        let token = world.aria_token().await;
        let mut expected: Vec<_> = (0..MANY).map(|number| format!("user-{number:05}")).collect();
        assert_eq!(logins(&world, &token, "username=user-").await, expected);
        expected.insert(0, "admin".to_owned());
        assert_eq!(logins(&world, &token, "page=1&pageSize=10").await, expected);
        assert_eq!(logins(&world, &token, "username=00001").await, ["user-00001"]);
    }

    async fn a_user_made_past_this_door_is_listed_whatever_its_name(world: World) {
        make(&world, vec![NewUser::named(Login::new("o'neil & sons").unwrap())]).await;
        let token = world.aria_token().await;
        assert_eq!(logins(&world, &token, "username=%26%20SONS").await, ["o'neil & sons"]);
    }

    async fn a_list_of_many_pages_in_xml_holds_the_same(world: World) {
        let named = |number: usize| NewUser::named(Login::new(&format!("user-{number:05}")).unwrap());
        make(&world, (0..MANY).map(named).collect()).await;
        let token = world.aria_token().await;
        let answer = world.get(&format!("{USERS}?username=user-")).ops_token(&token).header("accept", "application/xml");
        let answer = answer.send().await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/xml;charset=UTF-8"));
        let logins = answer.text().split("<ops:username>").skip(1).map(|rest| rest.split('<').next().unwrap());
        let expected: Vec<_> = (0..MANY).map(|number| format!("user-{number:05}")).collect();
        assert_eq!(logins.collect::<Vec<_>>(), expected);
        assert_eq!(answer.text().matches("<?xml").count(), 1);
        assert!(answer.text().ends_with("</ops:user></ops:user-list>"));
    }
}
