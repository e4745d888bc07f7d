//! One entry of the audit, as it is read.

use model::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// What happened, or was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Stable, and of this entry alone.
    pub id: String,
    /// When; of counted refusals the beginning of the minute.
    pub at: Timestamp,
    /// What it was.
    pub what: What,
    /// What it happened to; none for what nobody did to anything.
    pub target: Option<AuditTarget>,
    /// The login of whoever acted, or `system`; none where nobody was let in.
    pub actor: Option<String>,
    /// From where.
    pub address: Option<String>,
}

/// What an entry is about.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// An event, such as `user.created`, and what it changed.
    Event {
        /// Its name.
        name: String,
        /// Field by field.
        changes: Vec<Changed>,
    },
    /// Authentications that were refused for this reason, so many in a minute.
    Failed {
        /// Why.
        reason: String,
        /// How often.
        times: i64,
    },
    /// Accesses that were refused to a caller who may not, so many in a minute.
    Refused {
        /// How often.
        times: i64,
    },
}

/// What an event happened to, as it was called then.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditTarget {
    /// `user`, `group`, `role`, ..
    pub kind: String,
    /// Its name; of refused authentications what was typed, or a hint at the token.
    pub name: String,
    /// Of a user who is still there: the name he is shown by.
    pub full_name: Option<String>,
}

/// A field with what it was and what it became.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Changed {
    /// Its name in the record.
    pub field: String,
    /// Before; null for nothing.
    pub before: Value,
    /// After; null for nothing.
    pub after: Value,
}
