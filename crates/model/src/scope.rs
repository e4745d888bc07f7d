//! Scopes, which name monitored objects, and the specs that choose them. They confer nothing here (`one-record` 4.4).

use crate::{ScopeId, ScopeName, Timestamp, UserId};

/// A named choice of monitored objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// For ever.
    pub id: ScopeId,
    /// Unique without case.
    pub name: ScopeName,
    /// For people to read.
    pub description: Option<String>,
    /// The traversal specs, kept as sent.
    pub specs: serde_json::Value,
    /// When it was made.
    pub created: Timestamp,
    /// Who made it; none: the system.
    pub created_by: Option<UserId>,
    /// When it last changed.
    pub updated: Timestamp,
    /// Who last changed it; none: the system.
    pub updated_by: Option<UserId>,
    /// Rises by one with each change.
    pub version: i64,
}

/// A template of traversal specs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraversalSpec {
    /// The kind of adapter it belongs to.
    pub adapter_kind: String,
    /// The kind of resource it starts from.
    pub resource_kind: String,
    /// Its name.
    pub name: String,
    /// For people to read.
    pub description: Option<String>,
    /// Whether specs of it may name adapter kinds.
    pub instance_association: bool,
}
