use std::sync::Arc;

use http::StatusCode;
use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{Conflict, Noun, Privilege, Refusal, RequestId, Rule};
use proptest::prelude::*;

use super::Wording;
use super::fault::Fault;
use super::key::Key;
use crate::input::InputError;
use crate::{HttpStatus, Settings, StatusCode as Codes, quirks};

const KEYS: [Key; 25] = [
    Key::Token,
    Key::Expired,
    Key::Inactive,
    Key::NoRest,
    Key::Host,
    Key::Org,
    Key::Perm,
    Key::NoInput,
    Key::Json,
    Key::Missing,
    Key::Value,
    Key::Role,
    Key::Policy,
    Key::Harm,
    Key::NoUser,
    Key::NoGroup,
    Key::Exists,
    Key::GroupExists,
    Key::Protect,
    Key::Path,
    Key::Method,
    Key::TooLarge,
    Key::Busy,
    Key::Unavailable,
    Key::Internal,
];

/// Every refusal, with its key and message of contract section 8.
fn table() -> Vec<(Refusal, Key, &'static str)> {
    let policy = Rule::Policy { policy: "Strong".into(), violation: "Minimum length must be 8".into() };
    let token = "API key received is not associated to any user. Authentication failed.";
    let expired = "API key received has expired. Authentication failed.";
    let no_right = "User is not authorized to perform this operation.";
    let protected = "This operation is not permitted on this user.";
    let harm = "Harmful content detected in the data entered by the user. Operation aborted.";
    let internal = "Internal error. Contact your administrator.";
    vec![
        (Refusal::Unauthenticated(BadCredential::Missing), Key::Token, token),
        (Refusal::Unauthenticated(BadCredential::Unknown), Key::Token, token),
        (
            Refusal::Unauthenticated(BadCredential::Host),
            Key::Host,
            "User is not allowed to access from this host",
        ),
        (
            Refusal::Conflict(Conflict::ApiAccessOff),
            Key::NoRest,
            "REST API access is not enabled for this user.",
        ),
        (Refusal::Locked { disabled: true }, Key::Inactive, "User account is disabled."),
        (Refusal::Locked { disabled: false }, Key::Inactive, "User account is locked."),
        (Refusal::Expired(Expiry::Credential), Key::Expired, expired),
        (Refusal::Expired(Expiry::Window), Key::Expired, expired),
        (Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)), Key::Perm, no_right),
        (Refusal::Forbidden(Forbidden::GivesMoreThanHeld(Privilege::OrgsManage)), Key::Perm, no_right),
        (Refusal::Forbidden(Forbidden::MustChangePassword), Key::Perm, no_right),
        (Refusal::Forbidden(Forbidden::Companion), Key::Perm, no_right),
        (
            Refusal::Forbidden(Forbidden::Org("Elsewhere".into())),
            Key::Org,
            "Organization Elsewhere does not exist or is not accessible.",
        ),
        (Refusal::no_such(Noun::User, "rob"), Key::NoUser, "No such user found."),
        (Refusal::refers_to_no(Noun::Group, "Demo"), Key::NoGroup, "No such user group found."),
        (Refusal::refers_to_no(Noun::Role, "Boss"), Key::Role, "Role Boss does not exist."),
        (Refusal::refers_to_no(Noun::Policy, "x"), Key::Value, "Invalid value for parameter POLICY."),
        (Refusal::refers_to_no(Noun::Scope, "x"), Key::Internal, internal),
        (
            Refusal::Exists { what: Noun::User, name: "jason".into() },
            Key::Exists,
            "User jason is not added as it already exists.",
        ),
        (
            Refusal::Exists { what: Noun::Group, name: "Demo".into() },
            Key::GroupExists,
            "User group Demo is not added as it already exists.",
        ),
        (Refusal::Exists { what: Noun::Role, name: "x".into() }, Key::Internal, internal),
        (InputError::NoInput.into(), Key::NoInput, "Mandatory parameter INPUT_DATA is missing."),
        (InputError::NotUtf8.into(), Key::Json, "INPUT_DATA is not a valid JSON."),
        (InputError::NotJson { at: 3 }.into(), Key::Json, "INPUT_DATA is not a valid JSON."),
        (InputError::DuplicateKey.into(), Key::Json, "INPUT_DATA is not a valid JSON."),
        (Refusal::invalid("EMAIL", Rule::Required), Key::Missing, "Mandatory parameter EMAIL is missing."),
        (
            Refusal::invalid("EMAIL", Rule::TooLong { max: 254 }),
            Key::Value,
            "Invalid value for parameter EMAIL.",
        ),
        (Refusal::invalid("login", Rule::Format("x")), Key::Value, "Invalid value for parameter USERNAME."),
        (Refusal::invalid("role", Rule::Format("x")), Key::Value, "Invalid value for parameter ROLE."),
        (
            Refusal::invalid("group", Rule::NotAllowed),
            Key::Value,
            "Invalid value for parameter USERGROUPNAME.",
        ),
        (
            Refusal::invalid("password", policy),
            Key::Policy,
            "Password does not comply with the policy Strong: Minimum length must be 8",
        ),
        (Refusal::invalid("LOCATION", Rule::ControlCharacter), Key::Harm, harm),
        (Refusal::invalid("LOCATION", quirks::SCRIPT), Key::Harm, harm),
        (Refusal::Invalid(Vec::new()), Key::Internal, internal),
        (Refusal::Conflict(Conflict::Protected), Key::Protect, protected),
        (Refusal::Conflict(Conflict::BuiltIn), Key::Protect, protected),
        (Refusal::Conflict(Conflict::State("x")), Key::Protect, protected),
        (Refusal::Conflict(Conflict::Version), Key::Protect, protected),
        (Refusal::Limited { retry_after: 9 }, Key::Busy, "Too many requests."),
        (Refusal::TooLarge { limit: 1 }, Key::TooLarge, "Request body is too large."),
        (Refusal::Unavailable { retry_after: 9 }, Key::Unavailable, "Too many requests."),
        (
            Refusal::SourceFailed { draft: false, why: "dc1 is down".to_owned() },
            Key::Unavailable,
            "The directory source cannot be reached.",
        ),
        (
            Refusal::OutcomeUnknown(RequestId([0; 16])),
            Key::Unavailable,
            "The outcome of request 00000000-0000-0000-0000-000000000000 is unknown.",
        ),
        (Refusal::Internal, Key::Internal, internal),
    ]
}

#[test]
fn every_refusal_has_its_key_and_its_text() {
    for (refusal, key, message) in table() {
        assert_eq!(Fault::from(&refusal), Fault { key, message: message.into() }, "{refusal:?}");
    }
}

fn status(mode: HttpStatus, key: Key) -> StatusCode {
    let wording = Wording::new(Arc::new(Settings { http_status: mode, ..Settings::default() }));
    wording.failure("CREATE_USER", &Fault::new(key, "x")).status()
}

#[test]
fn failures_are_http_200_unless_statuses_are_wanted_or_a_client_must_see_them() {
    let always = [Key::Path, Key::Method, Key::TooLarge, Key::Busy, Key::Unavailable];
    for key in KEYS {
        assert_eq!(status(HttpStatus::Semantic, key), key.status());
        let expected = if always.contains(&key) { key.status() } else { StatusCode::OK };
        assert_eq!(status(HttpStatus::Compat, key), expected, "{key:?}");
    }
    let of = |key: Key| key.status().as_u16();
    assert_eq!(
        [Key::Token, Key::Perm, Key::NoUser, Key::Exists, Key::Value, Key::Busy].map(of),
        [401, 403, 404, 409, 400, 429]
    );
}

#[test]
fn every_code_belongs_to_its_status_and_to_one_failure() {
    let mut codes: Vec<_> = KEYS.iter().map(|key| key.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), KEYS.len());
    for key in KEYS {
        let of_method = key == Key::Method; // the contract's own number
        assert!(of_method || key.code() / 100 == u32::from(key.status().as_u16()), "{key:?}");
    }
}

#[test]
fn only_what_is_about_the_caller_is_named_authentication() {
    let wording = Wording::new(Arc::new(Settings { status_code: Codes::Always, ..Settings::default() }));
    let body = |key| {
        let answer = wording.failure("CREATE_USER", &Fault::new(key, "m"));
        assert_eq!(answer.headers()["content-type"], "application/json;charset=UTF-8");
        text(answer)
    };
    assert_eq!(
        body(Key::Host),
        r#"{"operation":{"result":{"message":"m","status":"Failed","statusCode":40301},"name":"Authentication"}}"#
    );
    assert_eq!(
        body(Key::Org),
        r#"{"operation":{"result":{"message":"m","status":"Failed","statusCode":40304},"name":"CREATE_USER"}}"#
    );
}

fn text(answer: wire::Response) -> String {
    let body = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let bytes = body.block_on(axum::body::to_bytes(answer.into_body(), 10_000)).unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

proptest! {
    #[test]
    fn a_name_with_any_letters_stays_inside_its_text(name: String) {
        let fault = Fault::from(&Refusal::Exists { what: Noun::User, name: name.clone() });
        let answer = text(Wording::new(Arc::default()).failure("CREATE_USER", &fault));
        let read: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let message = format!("User {name} is not added as it already exists.");
        prop_assert_eq!(read["operation"]["result"]["message"].as_str(), Some(message.as_str()));
    }
}
