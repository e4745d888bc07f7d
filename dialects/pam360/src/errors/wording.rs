use std::sync::Arc;

use ::wire::{Answers, Head, Response, answer, stream};
use futures_util::Stream;
use http::StatusCode;
use model::Refusal;
use serde::Serialize;

use super::fault::Fault;
use super::key::Key;
use crate::Settings;
use crate::routes::name;
use crate::settings::{HttpStatus, StatusCode as Codes, Style};
use crate::wire::{Envelope, Outcome};

/// The name that answers about who calls carry.
const AUTHENTICATION: &str = "Authentication";
/// The name of answers that no operation gives.
const INVALID_URL: &str = "INVALID_URL";
/// `statusCode` of every success.
const SUCCESS_CODE: u32 = 20_000;

/// Puts answers into the envelope, as the settings want it.
#[derive(Clone)]
pub struct Wording {
    settings: Arc<Settings>,
}

impl Wording {
    pub const fn new(settings: Arc<Settings>) -> Self {
        Self { settings }
    }

    /// The answer of an operation that did what was asked, with HTTP status 200 in every mode.
    pub fn success(&self, operation: &str, message: &str, details: impl Serialize) -> Response {
        let result = self.outcome(operation, message);
        answer::json(StatusCode::OK, answer::JSON_UTF8, &Envelope::of_one(operation, result, details))
    }

    /// The same with a page of a list that has `total` rows.
    pub fn page<R: Serialize>(&self, operation: &str, message: &str, rows: Vec<R>, total: u64) -> Response {
        let result = self.outcome(operation, message);
        let envelope = Envelope::of_some(operation, result, rows, total);
        answer::json(StatusCode::OK, answer::JSON_UTF8, &envelope)
    }

    /// The same with `details` whose list `name`, which is empty in them, is sent as it is read: `first` and then `rest`.
    pub fn success_with_list(
        &self,
        operation: &str,
        message: &str,
        details: impl Serialize,
        name: &str,
        first: stream::Page,
        rest: impl Stream<Item = Result<stream::Page, Refusal>> + Send + 'static,
    ) -> Result<Response, Refusal> {
        let result = self.outcome(operation, message);
        let whole = serde_json::to_string(&Envelope::of_one(operation, result, details));
        let whole = whole.map_err(|_| Refusal::Internal)?;
        // No text inside JSON holds a quote that is not escaped, so this is the member.
        let mark = format!("\"{name}\":[");
        let end_of = |at: usize| whole.split_at(at + mark.len());
        let (before, after) = whole.find(&mark).map(end_of).ok_or(Refusal::Internal)?;
        let (before, after) = (before.to_owned(), after.to_owned());
        Ok(stream::json_array(StatusCode::OK, answer::JSON_UTF8, before, first, rest, after))
    }

    /// The same of an operation that has nothing to tell: no `Details`.
    pub fn acknowledgement(&self, operation: &str, message: &str) -> Response {
        let result = self.outcome(operation, message);
        answer::json(StatusCode::OK, answer::JSON_UTF8, &Envelope::bare(operation, result))
    }

    fn outcome<'a>(&self, operation: &str, message: &'a str) -> Outcome<'a> {
        Outcome {
            message,
            status: self.success_word(operation),
            status_code: self.carries_code(operation).then_some(SUCCESS_CODE),
        }
    }

    pub(super) fn failure(&self, operation: &str, fault: &Fault) -> Response {
        let result = Outcome {
            message: &fault.message,
            status: "Failed",
            status_code: self.carries_code(operation).then(|| fault.key.code()),
        };
        let name = if fault.key.is_authentication() { AUTHENTICATION } else { operation };
        answer::json(self.status(fault.key), answer::JSON_UTF8, &Envelope::bare(name, result))
    }

    fn status(&self, key: Key) -> StatusCode {
        match self.settings.http_status {
            HttpStatus::Compat if !key.always_tells_status() => StatusCode::OK,
            HttpStatus::Compat | HttpStatus::Semantic => key.status(),
        }
    }

    fn success_word(&self, operation: &str) -> &'static str {
        let is_told_as_truth = [name::CREATE_USER, name::REGENERATE_AUTHTOKEN].contains(&operation);
        match self.settings.style {
            Style::Pam360 if is_told_as_truth => "true",
            Style::Pam360 | Style::Pmp => "Success",
        }
    }

    fn carries_code(&self, operation: &str) -> bool {
        match self.settings.status_code {
            Codes::Always => true,
            Codes::Regenerate => {
                self.settings.style == Style::Pam360 && operation == name::REGENERATE_AUTHTOKEN
            }
        }
    }
}

impl Answers for Wording {
    fn refused(&self, head: &Head, refusal: &Refusal) -> Response {
        self.failure(name::meant(head), &Fault::from(refusal))
    }

    fn no_such_path(&self, _: &Head) -> Response {
        self.failure(INVALID_URL, &Fault::new(Key::Path, "Invalid URL for the requested operation."))
    }

    fn wrong_method(&self, _: &Head, _: &str) -> Response {
        self.failure(INVALID_URL, &Fault::new(Key::Method, "Invalid URL for the requested operation."))
    }
}
