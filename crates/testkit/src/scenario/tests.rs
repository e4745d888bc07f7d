use server::scenario::steps;

use super::Player;
use crate::World;

const FILE: &str = r#"[{
    "name": "a sign-in, and a token that is kept",
    "method": "POST",
    "path": "/suite-api/api/auth/token/acquire",
    "body": {"username": "admin", "password": "{admin_password}"},
    "status": 200,
    "answer_headers": {"content-type": "application/json;charset=UTF-8"},
    "answer": {"token": "{mine}", "validity": "{integer}", "expiresAt": "{text}", "roles": []},
    "keep": {"mine": "/token"}
}, {
    "name": "who it is",
    "as": "mine",
    "method": "GET",
    "path": "/suite-api/api/auth/currentuser?_no_links=true",
    "status": 200,
    "answer": "{any}"
}]"#;

/// How many things are not as this file expects.
async fn found(file: &str) -> usize {
    let world = World::new().await;
    let mut player = Player::new(&world);
    let mut found = 0;
    for step in steps(file).unwrap() {
        found += player.step(&step).await.len();
    }
    found
}

#[tokio::test]
async fn a_file_that_expects_what_is_answered_is_played() {
    let world = World::new().await;
    Player::new(&world).play(FILE).await;
}

#[tokio::test]
async fn a_changed_expectation_is_seen() {
    assert_eq!(found(FILE).await, 0);
    for (what, other) in [
        (r#""status": 200"#, r#""status": 201"#),
        (r#""roles": []"#, r#""roles": [1]"#),
        (
            r#""validity": "{integer}", "expiresAt": "{text}""#,
            r#""expiresAt": "{text}", "validity": "{integer}""#,
        ),
        ("json;charset=UTF-8", "json"),
        (r#""answer": "{any}""#, r#""answer": null"#),
    ] {
        assert!(FILE.contains(what), "{what}");
        assert!(found(&FILE.replacen(what, other, 1)).await > 0, "{what}");
    }
}
