use model::{AccessWindow, Privilege};
use serde_json::json;
use testkit::{ADMIN_PASSWORD, on_both_engines};

use crate::*;

const PATH: &str = "/user/getActiveSessionsOfUsers";

async fn listed(world: &World, session: &Session) -> Vec<Value> {
    let answer = session.on(get(world, PATH)).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json().as_array().unwrap().clone()
}

async fn eids(world: &World, session: &Session) -> Vec<String> {
    let all = listed(world, session).await;
    let mut eids: Vec<_> = all.iter().map(|one| one["eid"].as_str().unwrap().to_owned()).collect();
    eids[1..].sort();
    eids
}

on_both_engines! {
    async fn the_caller_comes_first_and_then_everybody_of_every_dialect(world: World) {
        create(&world, &user("zoe")).await;
        create(&world, &user("amy")).await;
        login(&world, "zoe", PASSWORD).await;
        bearer(&world, "amy", PASSWORD).await;
        world.aria_token().await;
        world.token("zoe", model::TokenKind::Native).await;
        world.clock.turn(5);
        let own = admin(&world).await;
        // Users are made with a session of `admin` each.
        assert_eq!(eids(&world, &own).await, ["admin", "admin", "admin", "admin", "amy", "zoe"]);
        let first = &listed(&world, &own).await[0];
        let shape = json!({"userId": own.id, "eid": "admin", "loginTime": world.directory.now().millis(), "clientIp": "192.0.2.1"});
        assert_eq!(first, &shape);
        let token = bearer(&world, "zoe", PASSWORD).await;
        let own = get(&world, PATH).header("authorization", &token).send().await.json();
        assert_eq!(own.as_array().unwrap().iter().filter(|one| one["eid"] == "zoe").count(), 2);
        assert_eq!(own.as_array().unwrap().len(), 2, "others are for those who may read them");
    }

    async fn whoever_may_read_users_sees_all(world: World) {
        world.role("Reader", [Privilege::DirectoryRead]).await;
        create(&world, &user("reader")).await;
        change(&world, "reader", vec![Change::Grants(directory::users::GrantsChange::OnAll(vec![directory::roles::RoleRef::Name("Reader".to_owned())]))]).await;
        let reader = login(&world, "reader", PASSWORD).await;
        assert_eq!(eids(&world, &reader).await, ["reader", "admin"]);
    }

    async fn sessions_that_ended_are_left_out(world: World) {
        let own = admin(&world).await;
        for name in ["logout", "locked", "guest", "deleted", "stays"] {
            make_signed(&world, name).await;
        }
        let gone = login(&world, "logout", PASSWORD).await;
        let until = world.directory.now().plus_seconds(60);
        change(&world, "guest", vec![Change::Window(AccessWindow::new(None, Some(until)).unwrap())]).await;
        for name in ["locked", "guest", "deleted", "stays"] {
            login(&world, name, PASSWORD).await;
        }
        assert_eq!(eids(&world, &own).await, ["admin", "deleted", "guest", "locked", "logout", "stays"]);
        assert_eq!(gone.on(post(&world, "/logout", &json!({}))).send().await.status, 200);
        own.on(post(&world, "/user/lockUser", &json!({"id": "locked"}))).send().await;
        own.on(post(&world, "/user/deleteUser", &json!({"id": "deleted"}))).send().await;
        assert_eq!(eids(&world, &own).await, ["admin", "guest", "stays"]);
        world.clock.turn(60);
        assert_eq!(eids(&world, &own).await, ["admin", "stays"]);
    }
}

/// A user with the password of all, made past this dialect's door, so that nobody signs in for it.
async fn make_signed(world: &World, name: &str) {
    let (password, rule) = (directory::passwords::Password::new(PASSWORD.to_owned()).unwrap(), rule());
    make(world, name, |user| NewUser {
        password: directory::users::NewPassword::Given(password, rule),
        ..user
    })
    .await;
}

fn rule() -> directory::users::PasswordRule {
    let rules = directory::passwords::PolicyRules::kron(directory::passwords::KronStrength::default());
    directory::users::PasswordRule::Own { policy: "Kron", rules }
}

#[test]
fn the_password_of_the_administrator_is_another() {
    assert_ne!(ADMIN_PASSWORD, PASSWORD);
}
