//! How refusals are worded: one total match from the core's kinds to status and text (section 8, `one-record` section 9).

mod words;

use ::wire::{Answers, Head, Response, answer};
use axum::http::StatusCode;
use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{Addressing, Conflict, Refusal};

use crate::body::CONTENT_TYPE;
use crate::routes::SIGN_INS;
use crate::settings::ErrorStyle;

/// The content type of every answer.
pub(crate) const JSON: &str = "application/json";

/// A status and its text.
type Said = (StatusCode, String);

/// The words of this dialect, in the form that the site wants.
pub(crate) struct Words(pub ErrorStyle);

impl Answers for Words {
    fn refused(&self, head: &Head, refusal: &Refusal) -> Response {
        self.answer(refused(SIGN_INS.contains(&head.request.operation), refusal))
    }

    fn no_such_path(&self, _: &Head) -> Response {
        self.answer(said(StatusCode::NOT_FOUND, "There is no such resource."))
    }

    fn wrong_method(&self, _: &Head, allow: &str) -> Response {
        let text = format!("The method is not allowed here. Allowed: {allow}.");
        self.answer((StatusCode::METHOD_NOT_ALLOWED, text))
    }
}

impl Words {
    fn answer(&self, (status, text): Said) -> Response {
        match self.0 {
            ErrorStyle::Text => answer::json(status, JSON, &text),
            ErrorStyle::Object => answer::json(status, JSON, &serde_json::json!({ "message": text })),
        }
    }
}

fn said(status: StatusCode, text: &str) -> Said {
    (status, text.to_owned())
}

/// The one match. `signing_in`: the password was in the body; elsewhere a credential that is over is as good as none, and
/// says nothing of its user.
fn refused(signing_in: bool, refusal: &Refusal) -> Said {
    use StatusCode as S;
    match refusal {
        Refusal::Unauthenticated(BadCredential::WrongCode) => {
            said(S::UNAUTHORIZED, "Invalid one-time password.")
        }
        Refusal::Unauthenticated(_) if signing_in => said(S::UNAUTHORIZED, "Invalid username or password."),
        Refusal::Locked { .. } if signing_in => {
            said(S::UNAUTHORIZED, "Your account is locked. Please contact your administrator.")
        }
        Refusal::Expired(Expiry::Window) if signing_in => {
            said(S::UNAUTHORIZED, "Your account is not active at this time.")
        }
        Refusal::Unauthenticated(_) | Refusal::Locked { .. } | Refusal::Expired(_) => {
            said(S::UNAUTHORIZED, "Authentication required.")
        }
        Refusal::Forbidden(why) => said(S::FORBIDDEN, forbidden(why)),
        Refusal::NotFound { what, addressing: Addressing::Addressed, .. } => {
            (S::NOT_FOUND, format!("{} not found.", words::noun(*what)))
        }
        Refusal::NotFound { what, addressing: Addressing::ReferredTo, name } => {
            (S::BAD_REQUEST, words::refers_to_no(*what, name))
        }
        Refusal::Exists { what: _, name } => {
            (S::CONFLICT, format!("eid is already in use: {}", words::shortened(name)))
        }
        Refusal::Invalid(all) if all.iter().any(|invalid| invalid.field == CONTENT_TYPE) => {
            said(S::UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json.")
        }
        Refusal::Invalid(all) => (S::BAD_REQUEST, words::invalid(all)),
        Refusal::Conflict(conflict) => {
            let (status, text) = conflicting(conflict);
            said(status, text)
        }
        Refusal::Limited { .. } => said(S::TOO_MANY_REQUESTS, "Too many requests."),
        Refusal::TooLarge { limit } => {
            (S::PAYLOAD_TOO_LARGE, format!("The request body is larger than {limit} bytes."))
        }
        Refusal::Unavailable { .. } => said(S::SERVICE_UNAVAILABLE, "The server is busy. Please try again."),
        Refusal::SourceFailed { .. } => {
            said(S::SERVICE_UNAVAILABLE, "The directory source cannot be reached.")
        }
        Refusal::OutcomeUnknown(request) => {
            (S::SERVICE_UNAVAILABLE, format!("It is not known whether request {request} took effect."))
        }
        Refusal::Internal => said(S::INTERNAL_SERVER_ERROR, "Internal server error."),
    }
}

const fn forbidden(why: &Forbidden) -> &'static str {
    match why {
        Forbidden::Lacks(_) | Forbidden::GivesMoreThanHeld(_) | Forbidden::Org(_) => {
            "You are not authorized to perform this operation."
        }
        Forbidden::Companion => "Invalid CSRF token.",
        Forbidden::MustChangePassword => "You must change your password first.",
    }
}

const fn conflicting(conflict: &Conflict) -> (StatusCode, &'static str) {
    match conflict {
        Conflict::Protected => (StatusCode::FORBIDDEN, "This operation is not permitted on this user."),
        Conflict::BuiltIn => (StatusCode::FORBIDDEN, "This operation is not permitted on this group."),
        Conflict::State(words) => (StatusCode::CONFLICT, words),
        Conflict::ApiAccessOff => (StatusCode::CONFLICT, "The user has no access to that API."),
        Conflict::Version => (StatusCode::CONFLICT, "The user was changed meanwhile."),
    }
}

#[cfg(test)]
mod tests;
