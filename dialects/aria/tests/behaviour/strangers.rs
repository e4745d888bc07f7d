//! Who is refused at each operation that the contract lists: strangers, and those who lack the privilege.

use http::Method;
use model::Privilege;
use serde_json::{Value, json};
use testkit::suite_api::{self, Listed, Who};
use testkit::{ADMIN_PASSWORD, Answer, Call, World, on_both_engines};

use crate::{PASSWORD, post};

/// Nobody and nothing has this id.
const NOBODY: &str = "3f0a6c1e-6f0e-4a61-9a0d-0d8f3e1b7c55";
const NO_CREDENTIAL: &str = "The provided username/password or token is not valid. Please try again.";
const WRONG_TOKEN: &str = "The provided token for auth scheme \"OpsToken\" is either invalid or has expired.";

/// A call of an operation that would come as far as the question who calls, and not much further.
fn call<'a>(world: &'a World, operation: &Listed) -> Call<'a> {
    let role_at =
        |path: &str| path.replace("/roles/{}", "/roles/x").replace("/permissions/{}", "/permissions/x");
    let path = role_at(operation.path).replace("/sourcetypes/{}", "/sourcetypes/VC").replace("{}", NOBODY);
    let call = world.call(operation.method.clone(), &path);
    match operation.name {
        "acquireToken" => call.json(&json!({ "username": "admin", "password": ADMIN_PASSWORD })),
        "exchangeOpsTokenWithJwtToken" => call.json(&json!({ "serviceKeys": ["x"] })),
        _ if operation.method == Method::GET => call,
        _ => call.json(&json!({})),
    }
}

fn refused(answer: &Answer, status: u16, code: u16, message: &str, whom: &str) {
    assert_eq!(answer.status, status, "{whom}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json;charset=UTF-8", "{whom}");
    let expected: Value =
        json!({ "type": "Error", "message": message, "httpStatusCode": status, "apiErrorCode": code });
    assert_eq!(answer.json(), expected, "{whom}");
    if status == 401 {
        assert_eq!(answer.header("www-authenticate"), "OpsToken", "{whom}");
    }
}

/// A new user's token, whose role holds these privileges and no others.
async fn holder(world: &World, login: &str, privileges: &[Privilege]) -> String {
    let role = format!("role of {login}");
    world.role(&role, privileges.iter().copied()).await;
    let body = json!({ "username": login, "password": PASSWORD,
        "role-permissions": [{ "roleName": role, "allowAllObjects": true }] });
    assert_eq!(post(world, &world.aria_token().await, &body).await.status, 201);
    world.aria_token_of(login, PASSWORD).await
}

on_both_engines! {
    async fn without_a_credential_and_with_a_wrong_one_only_the_open_operations_answer(world: World) {
        for operation in suite_api::listed() {
            let name = operation.name;
            let without = call(&world, &operation).send().await;
            let wrong = call(&world, &operation).header("authorization", "OpsToken x::y").send().await;
            let empty = call(&world, &operation).header("authorization", "OpsToken ").send().await;
            match operation.who {
                Who::Anyone => {
                    for answer in [without, wrong, empty] {
                        assert_eq!(answer.status, operation.status, "{name}: {}", answer.text());
                    }
                    continue;
                }
                Who::Optional => assert_eq!(without.status, operation.status, "{name}: {}", without.text()),
                Who::Caller | Who::Holder(_) => refused(&without, 401, 401, NO_CREDENTIAL, name),
            }
            for answer in [wrong, empty] {
                refused(&answer, 401, 1512, WRONG_TOKEN, name);
            }
        }
    }

    async fn a_scheme_of_others_is_no_credential(world: World) {
        for operation in suite_api::listed() {
            if matches!(operation.who, Who::Caller | Who::Holder(_)) {
                for value in ["Bearer x", "Basic YTpi"] {
                    let answer = call(&world, &operation).header("authorization", value).send().await;
                    refused(&answer, 401, 401, NO_CREDENTIAL, operation.name);
                }
            }
        }
    }

    async fn a_broken_body_is_told_to_no_stranger(world: World) {
        for operation in suite_api::listed() {
            if matches!(operation.who, Who::Caller | Who::Holder(_)) {
                let answer = call(&world, &operation).body("{").send().await;
                refused(&answer, 401, 401, NO_CREDENTIAL, operation.name);
            }
        }
    }

    async fn a_user_without_a_role_does_what_needs_no_privilege_and_nothing_else(world: World) {
        let plain = json!({ "username": "plain", "password": PASSWORD, "role-permissions": [] });
        assert_eq!(post(&world, &world.aria_token().await, &plain).await.status, 201);
        let token = world.aria_token_of("plain", PASSWORD).await;
        for operation in suite_api::listed() {
            // The token that `releaseToken` ends is one of its own.
            let token = if operation.name == "releaseToken" { world.aria_token_of("plain", PASSWORD).await } else { token.clone() };
            let answer = call(&world, &operation).ops_token(&token).send().await;
            if let Who::Holder(_) = operation.who {
                refused(&answer, 403, 403, "You do not have the privilege for this operation.", operation.name);
            } else {
                assert!(![401, 403].contains(&answer.status), "{}: {}", operation.name, answer.text());
            }
        }
    }

    async fn each_privilege_opens_its_operations_and_no_other_does(world: World) {
        for privilege in [
            Privilege::DirectoryRead,
            Privilege::RolesManage,
            Privilege::GrantsManage,
            Privilege::UsersManage,
            Privilege::SourcesManage,
        ] {
            let others: Vec<_> = Privilege::ALL.iter().copied().filter(|one| *one != privilege).collect();
            let number = privilege as u8;
            let with = holder(&world, &format!("with{number}"), &[privilege]).await;
            let without = holder(&world, &format!("without{number}"), &others).await;
            for operation in suite_api::listed().iter().filter(|one| one.who == Who::Holder(privilege)) {
                let answer = call(&world, operation).ops_token(&with).send().await;
                assert!(![401, 403].contains(&answer.status), "{} with it: {}", operation.name, answer.text());
                let answer = call(&world, operation).ops_token(&without).send().await;
                assert_eq!(answer.status, 403, "{} without it: {}", operation.name, answer.text());
            }
        }
    }
}
