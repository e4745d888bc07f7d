//! Reading a body.

use ::wire::Call;
use directory::{Credential, Draft};
use model::refusal::BadCredential;
use model::{Refusal, Rule};
use serde_json::Value;

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

/// The body as JSON. Refuses another content type, and what is no JSON or is wrapped in more than one JSON text.
pub(crate) async fn read(call: &mut Call) -> Result<Value, Refusal> {
    if !quirks::says_json(&call.headers) {
        return Err(Refusal::invalid(CONTENT_TYPE, Rule::Format("must be application/json")));
    }
    let not_json = || Refusal::invalid("body", Rule::Format("must be valid JSON"));
    let body: Value = ::wire::json(&call.body().await?).map_err(|_| not_json())?;
    quirks::decoded_once_more(body).ok_or_else(not_json)
}
