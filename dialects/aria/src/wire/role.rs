//! `user-role`, `privilege`, `privilege-keys` and `privilege-group`.

use serde::Serialize;
use serde_json::Value;

use super::read::{FromMembers, Members, WrongTypes};
use super::user::Link;

/// Section 3.5, as sent. `system-created` and `links` are ours: their type is looked at, and nothing else.
pub(crate) struct RoleBody {
    pub name: Option<String>,
    pub description: Option<String>,
    pub display_name: Option<String>,
    pub privilege_keys: Option<Vec<String>>,
}

impl FromMembers for RoleBody {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        let role = Self {
            name: members.text("name", wrong),
            description: members.text("description", wrong),
            display_name: members.text("displayName", wrong),
            privilege_keys: members.texts("privilege-keys", wrong),
        };
        members.ignored("system-created", Value::is_boolean, wrong);
        members.ignored("links", Value::is_array, wrong);
        role
    }
}

/// Section 3.5, as answered.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserRole<'a> {
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    pub display_name: &'a str,
    #[serde(rename = "privilege-keys")]
    pub privilege_keys: Vec<&'static str>,
    #[serde(rename = "system-created")]
    pub system_created: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<[Link; 2]>,
}

/// Section 3.5.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserRoles<'a> {
    pub user_roles: Vec<UserRole<'a>>,
}

/// Section 3.5, as sent; the member is required.
pub(crate) struct PrivilegeKeysBody {
    pub keys: Option<Vec<String>>,
}

impl FromMembers for PrivilegeKeysBody {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self { keys: members.texts("privilege-key", wrong) }
    }
}

/// Section 3.5, as answered.
#[derive(Debug, Serialize)]
pub(crate) struct PrivilegeKeys {
    #[serde(rename = "privilege-key")]
    pub keys: Vec<&'static str>,
}

/// Section 3.5.
#[derive(Debug, Serialize)]
pub(crate) struct Privilege {
    pub key: &'static str,
    pub name: &'static str,
}

/// Section 3.5.
#[derive(Debug, Serialize)]
pub(crate) struct Privileges {
    pub privileges: Vec<Privilege>,
}

/// Section 3.5.
#[derive(Debug, Serialize)]
pub(crate) struct PrivilegeGroup {
    pub key: &'static str,
    pub name: &'static str,
}

/// Section 3.5.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PrivilegeGroups {
    pub privilege_groups: Vec<PrivilegeGroup>,
}
