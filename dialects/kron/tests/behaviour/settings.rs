use directory::passwords::KronStrength;
use kron::{ErrorStyle, Settings};
use serde_json::json;
use testkit::{Dialects, Engine};

use crate::*;

async fn world_with(kron: Settings) -> World {
    World::with(Engine::Sqlite, Dialects { kron, ..Dialects::default() }).await
}

/// The user of the older page (section 4.3).
fn older() -> Value {
    json!({
        "internal": true, "personelId": "123123", "name": "test", "surname": "user", "eid": "testuser", "email": "test@test.com",
        "phoneNumber": "5550000000", "groups": ["DEFAULT_GROUP_SYSYEM_USERS", "DEFAULT_GROUP_SYSYEM_ADMINS"], "password": "admin",
        "passwordAlgorithm": "MD5",
    })
}

#[tokio::test]
async fn the_older_shape_repeats_the_password_at_creation_only() {
    let world = world_with(Settings { legacy_35: true, ..Settings::default() }).await;
    let made = create(&world, &older()).await;
    assert_eq!(made.as_object().unwrap().len(), 29);
    assert_eq!(made["password"], json!("21232f297a57a5a743894a0e4a801fc3"));
    assert_eq!(made["passwordAlgorithm"], json!("MD5"));
    for shown in [
        read(&world, &id(&made)).await,
        update(&world, &id(&made), &json!({"password": "other", "passwordDirty": true})).await,
    ] {
        assert_eq!((shown.as_object().unwrap().len(), &shown["password"]), (29, &json!(null)));
    }
    let detail = admin(&world).await.on(get(&world, &format!("/user/detail/{}", id(&made)))).send().await;
    assert_eq!(detail.json().as_object().unwrap().len(), 19);
}

#[tokio::test]
async fn convenience_fields_may_be_merged() {
    let world = world_with(Settings { merge_convenience_fields: true, ..Settings::default() }).await;
    let body = user_with("merged", &json!({"phoneNumber": "5550000000", "properties": {"hey": "heyt"}}));
    let made = create(&world, &body).await;
    assert_eq!(
        (&made["phoneNumber"], &made["properties"]["phoneNumber"]),
        (&json!("5550000000"), &json!("5550000000"))
    );
}

#[tokio::test]
async fn the_strength_of_passwords_is_a_choice() {
    for (strength, password, status) in [
        (KronStrength::Any, "x", 200),
        (KronStrength::ShortWithDigit, "admin", 400),
        (KronStrength::ShortWithDigit, "admin1", 200),
        (KronStrength::LongMixed, "Str0ng-enough!", 400),
    ] {
        let world = world_with(Settings { password_strength: strength, ..Settings::default() }).await;
        let answer = save(&world, &user_with("one", &json!({ "password": password }))).await;
        assert_eq!(answer.status, status, "{password}: {}", answer.text());
    }
}

#[tokio::test]
async fn new_users_may_have_to_change_the_password_first() {
    let world =
        world_with(Settings { force_password_change_for_new_user: true, ..Settings::default() }).await;
    let made = create(&world, &user("one")).await;
    assert_eq!(made["forceChangePasswordOnNextLogin"], json!(true));
    let session = login(&world, "one", PASSWORD).await;
    let body = json!({"id": session.id, "surname": "Other"});
    let answer = session.on(post(&world, "/user/updateUser", &body)).send().await;
    assert_eq!(said(&answer), refusal(403, MUST_CHANGE));
}

#[tokio::test]
async fn refusals_may_be_objects() {
    let world = world_with(Settings { error_style: ErrorStyle::Object, ..Settings::default() }).await;
    for (call, text) in [
        (get(&world, "/user/x"), format!(r#"{{"message":"{STRANGER}"}}"#)),
        (get(&world, "/nowhere"), r#"{"message":"There is no such resource."}"#.to_owned()),
        (get(&world, "/login"), r#"{"message":"The method is not allowed here. Allowed: POST."}"#.to_owned()),
        (post(&world, "/login", &pair("admin", "wrong")), format!(r#"{{"message":"{UNKNOWN}"}}"#)),
    ] {
        assert_eq!(call.send().await.text(), text);
    }
}

#[tokio::test]
async fn cookies_are_for_https_where_the_server_is_behind_it() {
    let world = world_with(Settings { https: true, ..Settings::default() }).await;
    let answer = try_login(&world, "admin", ADMIN_PASSWORD).await;
    for cookie in answer.headers.get_all("set-cookie") {
        assert!(cookie.to_str().unwrap().contains("; Secure"), "{cookie:?}");
    }
}
