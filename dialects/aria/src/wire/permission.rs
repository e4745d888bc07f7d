//! `role-permission` and `traversal-spec-instance`: the same members in requests and in answers.

use model::{ScopeId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::read::{FromMembers, Members, WrongTypes};

/// Section 3.4. `roleName` is required; whether it is there is asked in the mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RolePermission {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope_id: Option<String>,
    #[serde(rename = "traversal-spec-instances", skip_serializing_if = "Option::is_none")]
    pub specs: Option<Vec<TraversalSpec>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_all_objects: Option<bool>,
}

impl FromMembers for RolePermission {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self {
            role_name: members.text("roleName", wrong),
            scope_id: members.id("scopeId", ScopeId::parse, wrong).map(|id| id.to_string()),
            specs: members.objects("traversal-spec-instances", wrong),
            allow_all_objects: members.flag("allowAllObjects", wrong),
        }
    }
}

/// Section 3.4. `adapterKind` and `name` are required.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TraversalSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adapter_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_selection: Option<Vec<ResourceSelection>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select_all_resources: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub included_adapter_kinds: Option<Vec<String>>,
}

impl FromMembers for TraversalSpec {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self {
            adapter_kind: members.text("adapterKind", wrong),
            resource_kind: members.text("resourceKind", wrong),
            name: members.text("name", wrong),
            resource_selection: members.objects("resourceSelection", wrong),
            select_all_resources: members.flag("selectAllResources", wrong),
            included_adapter_kinds: members.texts("includedAdapterKinds", wrong),
        }
    }
}

/// Section 3.4. Both members are required.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ResourceSelection {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<Vec<String>>,
}

const SELECTIONS: [&str; 3] = ["PROPAGATE", "UNPROPAGATE", "SPECIFIC"];

impl FromMembers for ResourceSelection {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        let kind = |value: &Value| value.as_str().filter(|kind| SELECTIONS.contains(kind)).map(str::to_owned);
        let ids = members.ids("resourceId", UserId::parse, wrong);
        Self {
            kind: members.value("type", kind, wrong),
            resource_id: ids.map(|ids| ids.iter().map(UserId::to_string).collect()),
        }
    }
}

/// Section 3.4.
#[derive(Debug, Serialize)]
pub(crate) struct RolePermissions {
    pub permissions: Vec<RolePermission>,
}
