use axum::http::StatusCode;
use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{Conflict, Invalid, Noun, Privilege, Refusal, RequestId, Rule};
use serde_json::{Value, json};

use super::{Body, refused};
use crate::settings::DuplicateStatus;

/// Field, code and message.
type Said = (Option<String>, &'static str, String);

fn problems(refusal: &Refusal, body: &Body<'_>) -> (u16, Vec<Said>) {
    let error = refused(refusal, body);
    let problems = error.problems.into_iter().map(|one| (one.field, one.code, one.message)).collect();
    (error.status.as_u16(), problems)
}

fn one(refusal: &Refusal) -> (u16, &'static str) {
    let (status, problems) = problems(refusal, &Body::NONE);
    assert_eq!(problems.len(), 1);
    (status, problems[0].1)
}

#[test]
fn every_kind_has_its_status_and_its_code() {
    let invalid = |rule| Refusal::invalid("users[0].loginName", rule);
    for (refusal, expected) in [
        (Refusal::Unauthenticated(BadCredential::Missing), (401, "UNAUTHORIZED")),
        (Refusal::Locked { disabled: true }, (401, "UNAUTHORIZED")),
        (Refusal::Expired(Expiry::Window), (401, "UNAUTHORIZED")),
        (Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)), (403, "FORBIDDEN")),
        (Refusal::Forbidden(Forbidden::MustChangePassword), (403, "FORBIDDEN")),
        (Refusal::no_such(Noun::User, "x"), (404, "NOT_FOUND")),
        (Refusal::refers_to_no(Noun::Group, "x"), (400, "UNKNOWN_VALUE")),
        (Refusal::Exists { what: Noun::User, name: "x".to_owned() }, (400, "DUPLICATE")),
        (invalid(Rule::Required), (400, "REQUIRED")),
        (invalid(Rule::UnknownValue), (400, "UNKNOWN_VALUE")),
        (invalid(Rule::Twice), (400, "DUPLICATE")),
        (invalid(Rule::Type("a text")), (400, "BAD_FORMAT")),
        (invalid(Rule::NotAllowed), (400, "NOT_ALLOWED")),
        (Refusal::invalid("filter", Rule::Filter("x".to_owned())), (400, "BAD_FILTER")),
        (Refusal::Conflict(Conflict::Protected), (400, "NOT_ALLOWED")),
        (Refusal::Limited { retry_after: 1 }, (429, "LIMITED")),
        (Refusal::TooLarge { limit: 1 }, (413, "TOO_LARGE")),
        (Refusal::Unavailable { retry_after: 1 }, (503, "BUSY")),
        (Refusal::SourceFailed { draft: false, why: "dc1 is down".to_owned() }, (503, "BUSY")),
        (Refusal::OutcomeUnknown(RequestId([0; 16])), (503, "BUSY")),
        (Refusal::Internal, (500, "INTERNAL")),
    ] {
        assert_eq!(one(&refusal), expected, "{refusal}");
    }
}

#[test]
fn the_example_of_the_contract_is_worded_letter_for_letter() {
    let sent = json!({"users": [{}, {"securityGroup": [{"securityGroupName": "X"}]}]});
    let refusal = Refusal::invalid("users[1].securityGroup[0].securityGroupName", Rule::UnknownValue);
    let error = refused(&refusal, &Body { sent: &sent, duplicate: DuplicateStatus::BadRequest });
    let body = crate::wire::ErrorBody {
        status: "ERROR",
        message: format!("Request rejected: {} problem(s)", error.problems.len()),
        errors: &error.problems,
    };
    let expected = concat!(
        r#"{"status":"ERROR","message":"Request rejected: 1 problem(s)","errors":[{"#,
        r#""field":"users[1].securityGroup[0].securityGroupName","code":"UNKNOWN_VALUE","#,
        r#""message":"Security group 'X' does not exist"}]}"#,
    );
    assert_eq!(serde_json::to_string(&body).unwrap(), expected);
}

#[test]
fn fields_that_the_core_names_are_found_in_the_body() {
    let field = |sent: Value, refusal: Refusal| {
        problems(&refusal, &Body { sent: &sent, duplicate: DuplicateStatus::BadRequest }).1.remove(0).0
    };
    let password = || Refusal::invalid("password", Rule::NotAllowed);
    assert_eq!(field(json!({"users": [{}]}), password()).as_deref(), Some("users[0].password"));
    assert_eq!(field(json!({"user": {}}), password()).as_deref(), Some("user.password"));
    let exists = |name: &str| Refusal::Exists { what: Noun::User, name: name.to_owned() };
    let two = json!({"users": [{"loginName": "a"}, {"loginName": "B"}]});
    assert_eq!(field(two, exists("b")).as_deref(), Some("users[1].loginName"));
    assert_eq!(field(json!({"user": {"loginName": "b"}}), exists("b")).as_deref(), Some("user.loginName"));
}

#[test]
fn a_site_may_want_409_for_a_taken_name_and_for_nothing_else() {
    let body = Body { sent: &Value::Null, duplicate: DuplicateStatus::Conflict };
    let invalid = |field: &'static str, rule| Invalid { field: field.into(), rule };
    let taken = invalid("users[0].loginName", Rule::Twice);
    let status = |all: Vec<Invalid>| refused(&Refusal::Invalid(all), &body).status;
    assert_eq!(status(vec![taken.clone()]), StatusCode::CONFLICT);
    assert_eq!(status(vec![taken, invalid("users[0].password", Rule::Required)]), StatusCode::BAD_REQUEST);
    let group = invalid("users[0].securityGroup[1].securityGroupName", Rule::Twice);
    assert_eq!(status(vec![group]), StatusCode::BAD_REQUEST);
    let exists = Refusal::Exists { what: Noun::User, name: "x".to_owned() };
    assert_eq!(refused(&exists, &body).status, StatusCode::CONFLICT);
}

#[test]
fn a_password_is_in_no_refusal() {
    let sent = json!({"users": [{"password": " \u{0}"}]});
    for rule in [Rule::Required, Rule::ControlCharacter, Rule::Type("a text")] {
        let refusal = Refusal::invalid("users[0].password", rule);
        let (_, problems) = problems(&refusal, &Body { sent: &sent, duplicate: DuplicateStatus::BadRequest });
        assert!(!problems[0].2.contains('\u{0}'));
    }
}
