use pam360::{Settings, StatusCode, Style, UnknownGroup};
use serde_json::json;
use testkit::World;

use crate::calls::{create, message, world};

async fn created(settings: Settings) -> String {
    let world = world(settings).await;
    create(&world, "rob", json!({})).await.text().to_owned()
}

#[tokio::test]
async fn the_sibling_product_says_success() {
    let pmp = created(Settings { style: Style::Pmp, ..Settings::default() }).await;
    assert!(pmp.contains(r#""status":"Success""#), "{pmp}");
    let pam360 = created(Settings::default()).await;
    assert!(pam360.contains(r#""status":"true"}"#), "{pam360}");
}

#[tokio::test]
async fn codes_are_told_by_every_answer_when_they_are_wanted() {
    let always = Settings { status_code: StatusCode::Always, ..Settings::default() };
    assert!(created(always.clone()).await.contains(r#""status":"true","statusCode":20000}"#));
    let world = world(always).await;
    let refused = create(&world, "admin", json!({})).await;
    assert!(refused.text().contains(r#""status":"Failed","statusCode":40900}"#), "{}", refused.text());
}

#[tokio::test]
async fn an_unknown_group_is_made_or_passed_over_or_refused() {
    for (unknown_group, told) in [
        (UnknownGroup::Create, "User rob has been added successfully."),
        (UnknownGroup::Ignore, "User rob has been added successfully."),
        (UnknownGroup::Reject, "No such user group found."),
    ] {
        let world = world(Settings { unknown_group, ..Settings::default() }).await;
        let answer = create(&world, "rob", json!({ "USERGROUPNAME": "Demo" })).await;
        assert_eq!(message(&answer), told, "{unknown_group:?}");
    }
    let world = world(Settings { unknown_group: UnknownGroup::Reject, ..Settings::default() }).await;
    let answer = create(&world, "rob", json!({ "USERGROUPNAME": "SYSTEM.users" })).await;
    assert_eq!(message(&answer), "User rob has been added successfully.", "a known one is joined");
}

#[tokio::test]
async fn a_token_in_the_query_may_be_switched_off() {
    let told = async |world: &World| {
        let admin = world.token("admin", model::TokenKind::Pam360).await;
        let target = format!("/restapi/json/v1/user/getUserId?AUTHTOKEN={admin}&USERNAME=admin");
        message(&world.get(&target).send().await)
    };
    assert_eq!(told(&world(Settings::default()).await).await, crate::calls::FETCHED);
    let off = world(Settings { token_in_query: false, ..Settings::default() }).await;
    assert!(told(&off).await.starts_with("API key received is not associated"));
}

#[tokio::test]
async fn strict_dates_refuse_what_is_over() {
    let world = world(Settings { strict_dates: true, ..Settings::default() }).await;
    let answer = create(&world, "rob", json!({ "EXPIRYDATE": "2026-01-08" })).await;
    assert_eq!(message(&answer), "Invalid value for parameter EXPIRYDATE.");
}
