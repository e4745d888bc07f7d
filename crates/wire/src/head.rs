//! All of a request but its body.

use axum::http::{HeaderMap, Method, Uri};
use directory::Request;
use model::{Refusal, Rule};

use crate::query::{BadForm, Form};

/// All of a request but its body: enough to word an answer in the form that the client accepts.
#[derive(Debug)]
pub struct Head {
    /// Id, door, operation and address.
    pub request: Request,
    /// The method.
    pub method: Method,
    /// The target, as sent.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    pub(crate) parameters: Vec<(String, Option<String>)>,
}

impl Head {
    /// The path, as sent: not decoded.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The query, read as a form; nothing after the path is an empty one.
    ///
    /// Refuses bytes that are not UTF-8, and more pairs than anybody means.
    pub fn query(&self) -> Result<Form, BadForm> {
        Form::parse(self.uri.query().unwrap_or_default().as_bytes())
    }

    /// A header's value; none when it is absent, given more than once, or not visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    }

    /// The part of the path that stands for `{name}`, percent-decoded.
    ///
    /// Refuses what is not UTF-8. A name that the path's pattern does not have is `Internal`.
    pub fn parameter(&self, name: &'static str) -> Result<&str, Refusal> {
        let Some((_, value)) = self.parameters.iter().find(|(known, _)| known == name) else {
            tracing::error!(operation = self.request.operation, name, "the path has no such parameter");
            return Err(Refusal::Internal);
        };
        value.as_deref().ok_or_else(|| Refusal::invalid(name, Rule::Format("must be UTF-8, percent-encoded")))
    }
}
