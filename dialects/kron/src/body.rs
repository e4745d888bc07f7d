//! Reading a body.

use ::wire::Call;
use directory::{Credential, Draft};
use model::refusal::BadCredential;
use model::{Invalid, Refusal, Rule};
use serde_json::{Map, Value};

use crate::quirks;

/// The name under which a refusal speaks of the type of a body.
pub(crate) const CONTENT_TYPE: &str = "Content-Type";

/// What the body of a caller asks for, to be refused by the core after it has looked at the caller; nobody in particular
/// has no body read.
pub(crate) async fn draft<T>(
    call: &mut Call,
    credential: &Credential,
    map: impl FnOnce(&Value) -> Draft<T>,
) -> Draft<T> {
    match credential {
        Credential::None => Err(Refusal::Unauthenticated(BadCredential::Missing)),
        _ => map(&read(call).await?),
    }
}

/// The members of a body. Refuses one that is no object.
pub(crate) fn members(body: &Value) -> Result<&Map<String, Value>, Refusal> {
    body.as_object().ok_or_else(|| Refusal::invalid("body", Rule::Type("an object")))
}

/// A member that must be there, and a text.
pub(crate) fn text<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, Invalid> {
    match quirks::member(members, name) {
        Some(Value::String(text)) => Ok(text),
        None | Some(Value::Null) => Err(Invalid { field: name.into(), rule: Rule::Required }),
        Some(_) => Err(Invalid { field: name.into(), rule: Rule::Type("a text") }),
    }
}

/// The one member of a body that must be there, and a text.
pub(crate) fn only_text(body: &Value, name: &'static str) -> Result<String, Refusal> {
    text(members(body)?, name).map(str::to_owned).map_err(|wrong| Refusal::Invalid(vec![wrong]))
}

/// The body as JSON. Refuses another content type, and what is no JSON or is wrapped in more than one JSON text.
pub(crate) async fn read(call: &mut Call) -> Result<Value, Refusal> {
    if !quirks::says_json(&call.headers) {
        return Err(Refusal::invalid(CONTENT_TYPE, Rule::Format("must be application/json")));
    }
    let not_json = || Refusal::invalid("body", Rule::Format("must be valid JSON"));
    let body: Value = ::wire::json(&call.body().await?).map_err(|_| not_json())?;
    quirks::decoded_once_more(body).ok_or_else(not_json)
}
