//! Users who are let in for a time: their window opens and closes to the instant, at each of this dialect's doors.

use model::Timestamp;
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

/// The body of a user who is let in between two instants.
fn guest(from: Timestamp, until: Timestamp) -> Value {
    let (from, until) = (from.millis(), until.millis());
    user_with(
        "guest",
        &json!({"tempUser": true, "tempUserStartTime": from, "tempUserEndTime": until, "properties":
        {"isTemporaryUser": "true", "temporaryUserStartTime": from.to_string(), "temporaryUserEndTime": until.to_string()}}),
    )
}

/// What both ways to sign in say.
async fn doors(world: &World) -> [(u16, String); 2] {
    let (login, jwt) = (
        try_login(world, "guest", PASSWORD).await,
        post(world, "/jwt/login", &pair("guest", PASSWORD)).send().await,
    );
    [said(&login), said(&jwt)]
}

async fn is_listed(world: &World) -> bool {
    let answer = admin(world).await.on(get(world, "/user/getActiveSessionsOfUsers")).send().await;
    answer.json().as_array().unwrap().iter().any(|session| session["eid"] == "guest")
}

on_both_engines! {
    async fn a_window_opens_and_closes_to_the_instant(world: World) {
        let now = world.directory.now();
        let made = create(&world, &guest(now.plus_seconds(10), now.plus_seconds(20))).await;
        let closed = refusal(401, INACTIVE);
        world.clock.turn_micros(10_000_000 - 1);
        assert_eq!(doors(&world).await, [closed.clone(), closed.clone()], "an instant before it opens");
        world.clock.turn_micros(1);
        assert!(doors(&world).await.iter().all(|(status, _)| *status == 200), "at the first instant");
        let (session, token) = (login(&world, "guest", PASSWORD).await, bearer(&world, "guest", PASSWORD).await);
        let own = || get(&world, &format!("/user/{}", session.id));
        let cookie = format!("JSESSIONID={}", session.cookie);
        world.clock.turn_micros(10_000_000 - 1);
        assert_eq!(own().header("cookie", &cookie).send().await.status, 200, "an instant before it closes");
        assert_eq!(own().header("authorization", &token).send().await.status, 200);
        assert!(doors(&world).await.iter().all(|(status, _)| *status == 200) && is_listed(&world).await);
        world.clock.turn_micros(1);
        assert_eq!(doors(&world).await, [closed.clone(), closed], "at the end it is over");
        assert_eq!(said(&own().header("cookie", &cookie).send().await), refusal(401, STRANGER));
        assert_eq!(said(&own().header("authorization", &token).send().await), refusal(401, STRANGER));
        assert!(!is_listed(&world).await);
        let later = world.directory.now().plus_seconds(60);
        update(&world, &id(&made), &json!({"properties": {"isTemporaryUser": "true", "temporaryUserEndTime": later.millis().to_string()}})).await;
        assert_eq!(said(&own().header("cookie", &cookie).send().await), refusal(401, STRANGER), "a wider window revives nothing");
        assert!(!is_listed(&world).await);
        assert!(doors(&world).await.iter().all(|(status, _)| *status == 200));
    }

    async fn whoever_types_a_wrong_password_is_told_nothing_of_a_window(world: World) {
        let now = world.directory.now();
        create(&world, &guest(now.plus_seconds(10), now.plus_seconds(20))).await;
        assert_eq!(said(&try_login(&world, "guest", "wrong").await), refusal(401, UNKNOWN));
    }
}
