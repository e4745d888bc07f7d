use axum::body::to_bytes;
use model::refusal::BadCredential;
use model::{Invalid, Noun, Privilege, RequestId, Rule};

use super::*;

fn at_sign_in(refusal: &Refusal) -> (u16, String) {
    let (status, text) = refused(true, refusal);
    (status.as_u16(), text)
}

fn elsewhere(refusal: &Refusal) -> (u16, String) {
    let (status, text) = refused(false, refusal);
    (status.as_u16(), text)
}

#[test]
fn every_kind_has_its_status_and_its_text() {
    let exists = |what| Refusal::Exists { what, name: "jason".to_owned() };
    for (refusal, status, text) in [
        (Refusal::Unauthenticated(BadCredential::Missing), 401, "Authentication required."),
        (Refusal::Locked { disabled: true }, 401, "Authentication required."),
        (Refusal::Expired(Expiry::Credential), 401, "Authentication required."),
        (Refusal::Expired(Expiry::Window), 401, "Authentication required."),
        (
            Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)),
            403,
            "You are not authorized to perform this operation.",
        ),
        (
            Refusal::Forbidden(Forbidden::GivesMoreThanHeld(Privilege::UsersManage)),
            403,
            "You are not authorized to perform this operation.",
        ),
        (Refusal::Forbidden(Forbidden::Companion), 403, "Invalid CSRF token."),
        (Refusal::Forbidden(Forbidden::MustChangePassword), 403, "You must change your password first."),
        (Refusal::no_such(Noun::User, "x"), 404, "User not found."),
        (Refusal::refers_to_no(Noun::Group, "Nobodies"), 400, "groups: there is no group Nobodies"),
        (exists(Noun::User), 409, "eid is already in use: jason"),
        (exists(Noun::Group), 409, "eid is already in use: jason"),
        (Refusal::invalid("email", Rule::Required), 400, "email: must not be blank"),
        (Refusal::invalid("login", Rule::ControlCharacter), 400, "eid: must not contain control characters"),
        (
            Refusal::invalid(CONTENT_TYPE, Rule::Format("x")),
            415,
            "The content type must be application/json.",
        ),
        (Refusal::Conflict(Conflict::Protected), 403, "This operation is not permitted on this user."),
        (Refusal::Conflict(Conflict::BuiltIn), 403, "This operation is not permitted on this group."),
        (Refusal::Conflict(Conflict::State("The account is disabled.")), 409, "The account is disabled."),
        (Refusal::Conflict(Conflict::Version), 409, "The user was changed meanwhile."),
        (Refusal::Limited { retry_after: 1 }, 429, "Too many requests."),
        (Refusal::TooLarge { limit: 7 }, 413, "The request body is larger than 7 bytes."),
        (Refusal::Unavailable { retry_after: 1 }, 503, "The server is busy. Please try again."),
        (
            Refusal::SourceFailed { draft: false, why: "dc1 is down".to_owned() },
            503,
            "The directory source cannot be reached.",
        ),
        (Refusal::Internal, 500, "Internal server error."),
    ] {
        assert_eq!(elsewhere(&refusal), (status, text.to_owned()), "{refusal}");
    }
    let lost = elsewhere(&Refusal::OutcomeUnknown(RequestId([0; 16])));
    assert_eq!(lost.0, 503);
}

#[test]
fn whoever_signs_in_is_told_more_and_only_after_the_right_password() {
    for (refusal, text) in [
        (Refusal::Unauthenticated(BadCredential::Unknown), "Invalid username or password."),
        (Refusal::Locked { disabled: false }, "Your account is locked. Please contact your administrator."),
        (Refusal::Locked { disabled: true }, "Your account is locked. Please contact your administrator."),
        (Refusal::Expired(Expiry::Window), "Your account is not active at this time."),
        (Refusal::Expired(Expiry::Credential), "Authentication required."),
    ] {
        assert_eq!(at_sign_in(&refusal), (401, text.to_owned()), "{refusal}");
    }
}

#[test]
fn all_that_is_wrong_is_named() {
    let one = |field: &'static str, rule| Invalid { field: field.into(), rule };
    let all = vec![
        one("eid", Rule::Required),
        one("properties.temporaryUserEndTime", Rule::Type("a number")),
        one("personnel_number", Rule::TooLong { max: 80 }),
    ];
    let expected = "eid: must not be blank; properties.temporaryUserEndTime: must be a number; \
                    personelId: must have at most 80 characters";
    assert_eq!(elsewhere(&Refusal::Invalid(all)).1, expected);
}

#[test]
fn a_long_name_is_not_repeated_whole() {
    let long = "x".repeat(5_000);
    let taken = elsewhere(&Refusal::Exists { what: Noun::User, name: long.clone() });
    assert!(taken.1.len() < 200 && elsewhere(&Refusal::refers_to_no(Noun::Group, &*long)).1.len() < 200);
    let key = elsewhere(&Refusal::invalid(format!("properties.{long}"), Rule::Required));
    assert_eq!(key.1, format!("properties.{}: must not be blank", "x".repeat(69)));
}

#[tokio::test]
async fn a_site_chooses_between_a_text_and_an_object() {
    for (style, expected) in [(ErrorStyle::Text, r#""no""#), (ErrorStyle::Object, r#"{"message":"no"}"#)] {
        let response = Words(style).answer(said(StatusCode::BAD_REQUEST, "no"));
        assert_eq!(response.headers().get("content-type").unwrap(), JSON);
        let body = to_bytes(response.into_body(), 100).await.unwrap();
        assert_eq!(body, expected.as_bytes());
    }
}
