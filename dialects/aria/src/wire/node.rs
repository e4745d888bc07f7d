//! What the node says of itself, and the exchange of tokens.

use serde::Serialize;
use serde_json::Value;

use super::read::{FromMembers, Members, WrongTypes};

/// Section 1.1.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NodeStatus {
    pub status: &'static str,
    pub system_time: i64,
    pub humanly_readable_system_time: String,
}

/// Section 1.1, request of `token/exchange`.
pub(crate) struct ServiceKeys {
    pub keys: Option<Vec<String>>,
}

impl FromMembers for ServiceKeys {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        members.ignored("links", Value::is_array, wrong);
        Self { keys: members.texts("serviceKeys", wrong) }
    }
}
