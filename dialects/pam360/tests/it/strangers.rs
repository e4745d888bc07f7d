use directory::Via;
use model::Dialect;
use pam360::Settings;
use wire::Access;

use crate::calls::{details, message, world};

#[tokio::test]
async fn a_stranger_is_refused_by_every_operation() {
    let world = world(Settings::default()).await;
    let operations: Vec<_> =
        world.operations.iter().filter(|operation| operation.via == Via::Dialect(Dialect::Pam360)).collect();
    assert!(!operations.is_empty());
    for operation in operations {
        assert_eq!(operation.access, Access::Caller);
        for token in [None, Some("8B29C152-449B-42B8-8911-B35484F9FC32")] {
            let mut call = world.call(operation.method.clone(), &operation.path);
            if let Some(token) = token {
                call = call.authtoken(token);
            }
            let answer = call.input_data(&details("rob", serde_json::json!({}))).send().await;
            assert!(message(&answer).starts_with("API key received is not associated"), "{}", operation.name);
            assert_eq!(answer.json()["operation"]["name"], "Authentication");
        }
    }
}

#[tokio::test]
async fn a_token_of_another_dialect_opens_nothing_here() {
    let world = world(Settings::default()).await;
    for kind in [model::TokenKind::Native, model::TokenKind::Scim] {
        let token = world.token("admin", kind).await;
        let told = crate::calls::ask(&world, &token, "192.0.2.1").await;
        assert!(told.starts_with("API key received is not associated"), "{kind:?}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_keeps_its_status_and_says_so() {
    let world = world(Settings::default()).await;
    let answer = world.post(crate::calls::USERS).body(vec![b'a'; (1 << 20) + 1]).send().await;
    assert_eq!(
        (answer.status, answer.text()),
        (
            413,
            r#"{"operation":{"result":{"message":"Request body is too large.","status":"Failed"},"name":"CREATE_USER"}}"#
        )
    );
}
