//! `scope`, `scope-details`, `uuid-values` and `traversal-spec`.

use model::ScopeId;
use serde::Serialize;

use super::permission::TraversalSpec;
use super::read::{FromMembers, Members, WrongTypes};

/// Section 3.4, as sent.
pub(crate) struct ScopeBody {
    pub id: Option<ScopeId>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub specs: Option<Vec<TraversalSpec>>,
}

impl FromMembers for ScopeBody {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self {
            id: members.id("id", ScopeId::parse, wrong),
            name: members.text("name", wrong),
            description: members.text("description", wrong),
            specs: members.objects("traversalSpecInstances", wrong),
        }
    }
}

/// Section 3.4, as operations 22 and 23 answer it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Scope<'a> {
    pub id: String,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    pub traversal_spec_instances: Vec<TraversalSpec>,
}

/// Section 3.4, as operations 21 and 48 answer it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScopeDetails<'a> {
    pub id: String,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    pub creation_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified_by: Option<String>,
    pub last_modified_time: i64,
    pub traversal_spec_instances: Vec<TraversalSpec>,
}

/// Section 3.4.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScopesDetails<'a> {
    pub scopes_details: Vec<ScopeDetails<'a>>,
}

/// Section 3.4; the member is required.
pub(crate) struct UuidValues {
    pub uuids: Option<Vec<ScopeId>>,
}

impl FromMembers for UuidValues {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self { uuids: members.ids("uuids", ScopeId::parse, wrong) }
    }
}

/// `traversal-spec`, section 3.4: what specs are made after.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Template<'a> {
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    pub root_adapter_kind_key: &'a str,
    pub root_resource_kind_key: &'a str,
    pub adapter_instance_association: bool,
}

/// `traversal-specs`, section 3.4.
#[derive(Debug, Serialize)]
pub(crate) struct Templates<'a> {
    pub specs: Vec<Template<'a>>,
}
