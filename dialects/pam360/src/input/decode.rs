use std::borrow::Cow;

use super::candidates::{self, Body, Candidate};
use super::details::Details;
use super::document::{Document, Members, Value};
use super::grammar::{self, Fault};
use super::query::Query;

/// The name of the form field, multipart field or query parameter that carries the document.
pub(super) const NAME: &str = "INPUT_DATA";

/// Why a request's input could not be read. It never repeats what was sent: that may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Neither the body nor the query has an `INPUT_DATA` with something in it: `E_NOINPUT`.
    #[error("INPUT_DATA is missing or empty")]
    NoInput,
    /// The text breaks the lenient grammar of contract section 4.2: `E_JSON`.
    #[error("INPUT_DATA breaks the grammar at byte {at}")]
    NotJson {
        /// Where reading stopped, in bytes from the start of the decoded text.
        at: usize,
    },
    /// The bytes are not UTF-8: `E_JSON`.
    #[error("INPUT_DATA is not UTF-8")]
    NotUtf8,
    /// Objects and lists stand deeper in each other than [`grammar::MAX_DEPTH`]: `E_JSON`.
    #[error("INPUT_DATA is nested deeper than {} levels", grammar::MAX_DEPTH)]
    TooDeep,
    /// An object has more members than [`grammar::MAX_MEMBERS`], or the whole more values than
    /// [`grammar::MAX_VALUES`]: `E_JSON`.
    #[error("INPUT_DATA holds more than {} members or {} values", grammar::MAX_MEMBERS, grammar::MAX_VALUES)]
    TooMany,
    /// One object has two keys that differ in ASCII case at most: `E_JSON`.
    #[error("INPUT_DATA has a key twice")]
    DuplicateKey,
    /// The object was read, but its parameters are not where contract section 4.1 step 7 looks: `E_JSON`.
    #[error("INPUT_DATA has no Details object")]
    NoDetails,
}

impl From<Fault> for InputError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Syntax { at } => Self::NotJson { at },
            Fault::TooDeep => Self::TooDeep,
            Fault::TooMany => Self::TooMany,
        }
    }
}

/// Finds the parameters of a request, whichever way they were sent (contract section 4.1).
///
/// `body` is the raw body, `query` the raw query string without its `?`. The content type only decides which reading is
/// tried first. Mind that in a body sent as `application/x-www-form-urlencoded` but never encoded, `+` is a blank, as the
/// standard says; under any other content type it stays `+`.
///
/// The caller has limited the size of `body` (1 MiB by the contract).
pub fn decode(content_type: Option<&str>, body: &[u8], query: Option<&str>) -> Result<Details, InputError> {
    let body = candidates::in_body(content_type, body);
    if let Some(document) = first_object(&body)? {
        return parameters(unwrapped(document, &body)?);
    }
    let query: Option<Candidate<'_>> = Query::new(query).raw(NAME).map(Candidate::Form);
    let document = first_object(&Body::Field(query.into_iter().collect()))?.ok_or(InputError::NoInput)?;
    parameters(document.into())
}

/// The first candidate that is an object; none when all are blank. Refuses for the reason of the first one.
fn first_object(body: &Body<'_>) -> Result<Option<Document>, InputError> {
    let mut refused = None;
    for candidate in body.candidates() {
        match read(candidate) {
            Ok(Some(document)) => return Ok(Some(document)),
            Ok(None) => {}
            Err(error) => {
                refused.get_or_insert(error);
            }
        }
    }
    refused.map_or(Ok(None), Err)
}

fn read(candidate: &Candidate<'_>) -> Result<Option<Document>, InputError> {
    let text: Cow<'_, str> = candidate.text().map_err(|_| InputError::NotUtf8)?;
    if text.trim_ascii().is_empty() {
        return Ok(None);
    }
    Ok(Some(grammar::object(&text)?))
}

/// An object somewhere in a document.
struct Found {
    document: Document,
    object: usize,
}

impl From<Document> for Found {
    fn from(document: Document) -> Self {
        Self { document, object: Document::ROOT }
    }
}

/// Step 2: a body that is JSON itself may hold everything under a key `INPUT_DATA`, as an object or as text.
fn unwrapped(document: Document, body: &Body<'_>) -> Result<Found, InputError> {
    let inner = match body {
        Body::Json(_) => document.root().find(NAME),
        Body::Field(_) => None,
    };
    match inner {
        None => Ok(document.into()),
        Some((object, Value::Object(_))) => Ok(Found { document, object }),
        Some((_, Value::Null)) => Err(InputError::NoInput),
        Some((_, Value::Text(text))) if text.trim_ascii().is_empty() => Err(InputError::NoInput),
        Some((_, Value::Text(text))) => Ok(grammar::object(text)?.into()),
        Some((_, Value::Boolean(_) | Value::Number(_) | Value::List(_))) => Err(InputError::NoDetails),
    }
}

/// Steps 7 and 8: the object with the parameters, and no key twice anywhere.
fn parameters(found: Found) -> Result<Details, InputError> {
    if found.document.has_duplicate_key() {
        return Err(InputError::DuplicateKey);
    }
    let object = details(&found).ok_or(InputError::NoDetails)?;
    Ok(Details::new(found.document, object))
}

fn details(found: &Found) -> Option<usize> {
    let top = found.document.members(found.object);
    if let Some((_, operation)) = top.clone().find("operation") {
        return object(operation).and_then(details_in);
    }
    if top.clone().find("Details").is_some() {
        return details_in(top);
    }
    top.find("USERNAME").map(|_| found.object)
}

fn details_in(members: Members<'_>) -> Option<usize> {
    let (at, value) = members.find("Details")?;
    object(value).map(|_| at)
}

fn object(value: Value<'_>) -> Option<Members<'_>> {
    match value {
        Value::Object(members) => Some(members),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => None,
    }
}
