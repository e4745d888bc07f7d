use directory::Via;
use http::Method;
use serde_json::json;
use testkit::{ADMIN_PASSWORD, on_both_engines};
use wire::{Access, OperationInfo};

use crate::*;

/// Operations of a session that awaits a code; what they want stands with the second factor.
const STEPS: [&str; 2] = ["loginOtp", "enrollOtp"];

/// The operations that a session may be used for.
fn operations(world: &World) -> Vec<OperationInfo> {
    let of_callers = |one: &&OperationInfo| {
        one.via == Via::Dialect(Dialect::Kron) && one.access == Access::Caller && !STEPS.contains(&one.name)
    };
    world.operations.iter().filter(of_callers).cloned().collect()
}

/// A body that is in order for whatever operation: the whole of a user and of a group, under a name that nobody has.
fn body(operation: &OperationInfo, id: &str, group: &str) -> Value {
    let id = match operation.name {
        "saveUser" => Value::Null,
        "saveUserGroup" | "deleteUserGroup" => json!(group),
        _ => json!(id),
    };
    json!({"id": id, "eid": "made", "name": "Given", "surname": "Family", "email": "m@example.com", "password": PASSWORD})
}

fn asked<'a>(world: &'a World, operation: &OperationInfo, id: &str, group: &str) -> Call<'a> {
    let path = operation.path.replace("{userId}", id).replace("{groupId}", group);
    let call = world.call(operation.method.clone(), &path);
    if operation.method == Method::POST { call.json(&body(operation, id, group)) } else { call }
}

/// All that a call may change, but for the uses of credentials and the counts of refusals.
async fn record_of_all(world: &World) -> Vec<i64> {
    let mut all = Vec::new();
    for sql in [
        "SELECT count(*) FROM users",
        "SELECT max(version) FROM users",
        "SELECT count(*) FROM groups",
        "SELECT max(version) FROM groups",
        "SELECT count(*) FROM memberships",
        "SELECT count(*) FROM tokens",
        "SELECT count(*) FROM audit_events",
        "SELECT count(*) FROM changes",
    ] {
        all.push(number(world, sql).await);
    }
    all
}

/// A world with a user and a group to be named, and the session of `admin`.
async fn set_up(world: &World, name: &str) -> (String, String, Session) {
    let id = id(&create(world, &user(name)).await);
    let group = call(world, "/user/saveUserGroup", &json!({"eid": format!("group of {name}")})).await.json();
    (id, group["id"].as_str().unwrap().to_owned(), admin(world).await)
}

/// Takes away what a call may have made.
async fn clear(world: &World) {
    for path in ["/user/deleteUser", "/user/deleteUserGroup"] {
        call(world, path, &json!({"id": "made"})).await;
    }
}

on_both_engines! {
    async fn whatever_is_not_get_wants_the_companion_of_its_session(world: World) {
        let (id, group, session) = set_up(&world, "one").await;
        let other = admin(&world).await;
        let cookie = format!("JSESSIONID={}; XSRF-TOKEN={}", session.cookie, session.companion);
        let before = record_of_all(&world).await;
        for operation in operations(&world).iter().filter(|one| one.method != Method::GET) {
            for companion in [None, Some(""), Some("x"), Some(other.companion.as_str())] {
                let mut call = asked(&world, operation, &id, &group).header("cookie", &cookie);
                if let Some(companion) = companion {
                    call = call.header("x-xsrf-token", companion);
                }
                assert_eq!(said(&call.send().await), refusal(403, "Invalid CSRF token."), "{} {companion:?}", operation.name);
            }
        }
        assert_eq!(record_of_all(&world).await, before);
    }

    async fn what_is_got_changes_nothing(world: World) {
        let (id, group, session) = set_up(&world, "one").await;
        let before = record_of_all(&world).await;
        let mut reads = 0;
        for operation in operations(&world).iter().filter(|one| one.method == Method::GET) {
            let call = asked(&world, operation, &id, &group).header("cookie", &format!("JSESSIONID={}", session.cookie));
            let answer = call.send().await;
            assert_eq!(answer.status, 200, "{}: {}", operation.name, answer.text());
            reads += 1;
        }
        assert_eq!(record_of_all(&world).await, before);
        assert_eq!(reads, 4);
        let held = get(&world, "/get-csrf-token").header("cookie", &format!("JSESSIONID={}", session.cookie));
        assert_eq!(held.send().await.status, 200);
        assert_eq!(record_of_all(&world).await, before);
    }

    async fn each_operation_serves_a_session_with_its_companion_and_a_bearer_without(world: World) {
        for (place, operation) in operations(&world).iter().enumerate() {
            let (id, group, session) = set_up(&world, &format!("one{place}")).await;
            let answer = session.on(asked(&world, operation, &id, &group)).send().await;
            assert_eq!(answer.status, 200, "{}: {}", operation.name, answer.text());
            clear(&world).await;
            let (id, group, _) = set_up(&world, &format!("two{place}")).await;
            let token = bearer(&world, "admin", ADMIN_PASSWORD).await;
            let answer = asked(&world, operation, &id, &group).header("authorization", &token).send().await;
            assert_eq!(answer.status, 200, "{}: {}", operation.name, answer.text());
            clear(&world).await;
        }
    }
}
