use axum::http::HeaderMap;
use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{Conflict, Noun, Privilege, Refusal, RequestId, Rule};

use super::*;
use crate::body;
use crate::wire::UserBody;

fn told(error: &ApiError) -> (u16, u16, &str) {
    (error.status.as_u16(), error.body.api_error_code, &error.body.message)
}

fn text(error: &ApiError) -> String {
    serde_json::to_string(&error.body).unwrap()
}

#[test]
fn every_kind_of_refusal_has_the_status_and_code_of_the_contract() {
    let request = RequestId([7; 16]);
    for (refusal, status, code) in [
        (Refusal::Unauthenticated(BadCredential::Unknown), 401, 1512),
        (Refusal::Unauthenticated(BadCredential::Host), 401, 1512),
        (Refusal::Locked { disabled: true }, 401, 1512),
        (Refusal::Expired(Expiry::Credential), 401, 1512),
        (Refusal::Expired(Expiry::Window), 401, 1512),
        (Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)), 403, 403),
        (Refusal::Forbidden(Forbidden::MustChangePassword), 403, 403),
        (Refusal::no_such(Noun::User, "x"), 404, 404),
        (Refusal::refers_to_no(Noun::Role, "x"), 404, 404),
        (Refusal::Exists { what: Noun::User, name: "x".to_owned() }, 422, 422),
        (Refusal::invalid("username", Rule::Required), 400, 400),
        (Refusal::Conflict(Conflict::Protected), 400, 400),
        (Refusal::Conflict(Conflict::BuiltIn), 400, 400),
        (Refusal::Conflict(Conflict::State("words")), 400, 400),
        (Refusal::Conflict(Conflict::Version), 400, 400),
        (Refusal::Limited { retry_after: 3 }, 429, 429),
        (Refusal::TooLarge { limit: 9 }, 413, 413),
        (Refusal::Unavailable { retry_after: 3 }, 503, 503),
        (Refusal::SourceFailed { draft: true, why: "words".to_owned() }, 400, 400),
        (Refusal::SourceFailed { draft: false, why: "words".to_owned() }, 500, 500),
        (Refusal::OutcomeUnknown(request), 503, 503),
        (Refusal::Internal, 500, 500),
    ] {
        let error = refused(Some("OpsToken"), &refusal);
        assert_eq!((error.status.as_u16(), error.body.api_error_code), (status, code), "{refusal:?}");
        assert_eq!(error.body.http_status_code, status);
    }
}

#[test]
fn the_scheme_of_a_refused_token_is_echoed() {
    let refusal = Refusal::Unauthenticated(BadCredential::Unknown);
    assert_eq!(
        text(&refused(Some("vRealizeOpsToken"), &refusal)),
        r#"{"type":"Error","message":"The provided token for auth scheme \"vRealizeOpsToken\" is either invalid or has expired.","httpStatusCode":401,"apiErrorCode":1512}"#
    );
    assert_eq!(
        text(&refused(None, &refusal)),
        r#"{"type":"Error","message":"The provided username/password or token is not valid. Please try again.","httpStatusCode":401,"apiErrorCode":401}"#
    );
}

#[test]
fn violations_are_told_as_in_the_contract() {
    let pattern = Rule::Format(r#"must match "^[^\s,<&"'?+%=>;/#]+$""#);
    let all = vec![
        model::Invalid { field: "username".into(), rule: pattern },
        model::Invalid { field: "password".into(), rule: Rule::Required },
    ];
    assert_eq!(
        text(&refused(None, &Refusal::Invalid(all))),
        r#"{"type":"Error","message":"Invalid request... #2 violations found.","validationFailures":[{"failureMessage":"must match \"^[^\\s,<&\"'?+%=>;/#]+$\"","violationPath":"username"},{"failureMessage":"must not be null","violationPath":"password"}],"httpStatusCode":400,"apiErrorCode":400}"#
    );
}

#[test]
fn fields_of_the_record_are_told_in_the_vendors_names() {
    for (ours, theirs) in [("login", "username"), ("email", "emailAddress"), ("password", "password")] {
        let error = refused(None, &Refusal::invalid(ours, Rule::ControlCharacter));
        assert_eq!(error.body.validation_failures[0].violation_path, theirs);
    }
}

#[test]
fn the_composed_texts_of_the_contract_are_kept() {
    let id = "3f0a6c1e-6f0e-4a61-9a0d-0d8f3e1b7c55";
    let missing = refused(None, &Refusal::no_such(Noun::User, id));
    assert_eq!(told(&missing), (404, 404, "No such User - 3f0a6c1e-6f0e-4a61-9a0d-0d8f3e1b7c55."));
    let taken = refused(None, &Refusal::Exists { what: Noun::User, name: "jdoe".to_owned() });
    assert_eq!(told(&taken), (422, 422, "User with the same username already exists: jdoe."));
    assert_eq!(told(&ApiError::missing_parameter("id")), (400, 1509, "Query Parameter \"id\" is required."));
    assert_eq!(told(&ApiError::parameter("x")), (400, 1501, "Value \"x\" is invalid for request param."));
}

#[test]
fn a_text_that_is_no_json_is_told_with_its_place() {
    let error = body::parse::<UserBody>(Media::Json, b"{\n  \"username\": test }").err().unwrap();
    assert_eq!(
        text(&error),
        r#"{"type":"Error","message":"Invalid input format.","moreInformation":[{"name":"errorMessage","value":"the body is no JSON"}],"httpStatusCode":400,"apiErrorCode":400,"inputBodyLocation":{"lineNumber":2,"columnNumber":16}}"#
    );
}

#[test]
fn no_body_is_told_as_a_wrong_form() {
    for none in ["", " \n", "null"] {
        let error = body::parse::<UserBody>(Media::Json, none.as_bytes()).err().unwrap();
        assert_eq!(told(&error), (400, 400, "Invalid input format."), "{none:?}");
        assert!(error.body.input_body_location.is_none());
        assert_eq!(error.body.more_information[0].value, "A request body is required.");
    }
}

#[test]
fn each_401_says_which_credential_is_wanted() {
    let asks = |error: ApiError| error.answer(Media::Json).headers().get(WWW_AUTHENTICATE).cloned();
    assert_eq!(asks(unauthorized(None)).unwrap(), "OpsToken");
    assert_eq!(asks(unauthorized(Some("OpsToken"))).unwrap(), "OpsToken");
    assert_eq!(asks(ApiError::new(StatusCode::FORBIDDEN, "x")), None);
    assert!(auth::token_scheme(&HeaderMap::new()).is_none());
}
