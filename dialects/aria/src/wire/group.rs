//! `user-group`, as it is sent and as it is answered.

use model::{GroupId, SourceId, UserId};
use serde::Serialize;
use serde_json::Value;

use super::permission::RolePermission;
use super::read::{FromMembers, Members, WrongTypes};
use super::user::Link;

/// Section 3.3, as sent. `links` are ours: their type is looked at, and nothing else.
#[derive(Clone, Default)]
pub(crate) struct GroupBody {
    pub id: Option<GroupId>,
    pub auth_source_id: Option<SourceId>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub display_name: Option<String>,
    pub user_ids: Option<Vec<UserId>>,
    pub role_names: Option<Vec<String>>,
    pub role_permissions: Option<Vec<RolePermission>>,
    pub external_id: Option<String>,
}

impl FromMembers for GroupBody {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        let group = Self {
            id: members.id("id", GroupId::parse, wrong),
            auth_source_id: members.id("authSourceId", SourceId::parse, wrong),
            name: members.text("name", wrong),
            description: members.text("description", wrong),
            display_name: members.text("displayName", wrong),
            user_ids: members.ids("userIds", UserId::parse, wrong),
            role_names: members.texts("roleNames", wrong),
            role_permissions: members.objects("role-permissions", wrong),
            external_id: members.text("externalId", wrong),
        };
        members.ignored("links", Value::is_array, wrong);
        group
    }
}

/// Section 3.3, as answered. What is empty is left out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserGroup<'a> {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_source_id: Option<String>,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    pub display_name: &'a str,
    pub user_ids: Vec<String>,
    pub role_names: Vec<&'a str>,
    #[serde(rename = "role-permissions")]
    pub role_permissions: Vec<RolePermission>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Link>>,
}
