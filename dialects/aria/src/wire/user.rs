//! `user`, as it is sent and as it is answered, and its links.

use model::{GroupId, UserId};
use serde::Serialize;
use serde_json::Value;

use super::permission::RolePermission;
use super::read::{FromMembers, Members, WrongTypes};

/// Section 3.2, as sent. `id`, `lastLoginTime` and `links` are ours: their type is looked at, and nothing else.
#[derive(Default)]
pub(crate) struct UserBody {
    pub username: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub password: Option<String>,
    pub email_address: Option<String>,
    pub distinguished_name: Option<String>,
    pub enabled: Option<bool>,
    pub group_ids: Option<Vec<GroupId>>,
    pub role_names: Option<Vec<String>>,
    pub role_permissions: Option<Vec<RolePermission>>,
    pub external_id: Option<String>,
}

impl FromMembers for UserBody {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        members.ignored("id", Value::is_string, wrong);
        Self::but_the_id(members, wrong)
    }
}

impl UserBody {
    fn but_the_id(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        let user = Self {
            username: members.text("username", wrong),
            first_name: members.text("firstName", wrong),
            last_name: members.text("lastName", wrong),
            password: members.secret("password", wrong),
            email_address: members.text("emailAddress", wrong),
            distinguished_name: members.text("distinguishedName", wrong),
            enabled: members.flag("enabled", wrong),
            group_ids: members.ids("groupIds", GroupId::parse, wrong),
            role_names: members.texts("roleNames", wrong),
            role_permissions: members.objects("role-permissions", wrong),
            external_id: members.text("externalId", wrong),
        };
        members.ignored("lastLoginTime", Value::is_number, wrong);
        members.ignored("links", Value::is_array, wrong);
        user
    }
}

/// Section 3.2, as sent to operation 2: the user meant, and each member that is there and may be changed, in the order
/// of the section. The values are of the right types, and otherwise as they were sent, since each is compared with what
/// is printed before it is read.
pub(crate) struct ModifyUser {
    pub id: Option<UserId>,
    pub members: Vec<(&'static str, Value)>,
}

/// The members that operation 2 may change.
pub(crate) const CHANGEABLE: [&str; 11] = [
    "username",
    "firstName",
    "lastName",
    "password",
    "emailAddress",
    "distinguishedName",
    "enabled",
    "groupIds",
    "roleNames",
    "role-permissions",
    "externalId",
];

impl FromMembers for ModifyUser {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        let id = members.id("id", UserId::parse, wrong);
        UserBody::but_the_id(members, wrong);
        let sent = CHANGEABLE.into_iter();
        Self { id, members: sent.filter_map(|name| Some((name, members.given(name)?.clone()))).collect() }
    }
}

/// A user of operation 34: with an id one who is here already.
pub(crate) struct ImportedUser {
    pub body: UserBody,
    pub modify: ModifyUser,
}

impl FromMembers for ImportedUser {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        let body = UserBody::but_the_id(members, wrong);
        // What is of a wrong type was noted just now.
        let modify = ModifyUser::read(members, &mut WrongTypes::default());
        members.id("id", UserId::parse, wrong);
        Self { body, modify }
    }
}

/// `user-list`, section 3.2, as sent.
pub(crate) struct ImportedUsers {
    pub users: Option<Vec<ImportedUser>>,
}

impl FromMembers for ImportedUsers {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self { users: members.objects("users", wrong) }
    }
}

/// `user-list`, section 3.2, as answered whole.
#[derive(Debug, Serialize)]
pub(crate) struct UserList<'a> {
    pub users: Vec<User<'a>>,
}

/// Section 3.2, as answered. What is empty is left out; `password`, and only it, is always null (section 2).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User<'a> {
    pub id: String,
    pub username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<&'a str>,
    pub password: (),
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distinguished_name: Option<&'a str>,
    pub enabled: bool,
    pub group_ids: Vec<String>,
    pub role_names: Vec<&'a str>,
    #[serde(rename = "role-permissions")]
    pub role_permissions: Vec<RolePermission>,
    pub last_login_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<[Link; 2]>,
}

impl User<'_> {
    /// One of the members that may be changed, as it is answered; none where it is left out.
    pub fn member(&self, name: &str) -> Option<Value> {
        let text = |text: Option<&str>| text.map(Value::from);
        match name {
            "username" => text(Some(self.username)),
            "firstName" => text(self.first_name),
            "lastName" => text(self.last_name),
            "emailAddress" => text(self.email_address),
            "distinguishedName" => text(self.distinguished_name),
            "enabled" => Some(self.enabled.into()),
            "groupIds" => Some(self.group_ids.as_slice().into()),
            "roleNames" => Some(self.role_names.as_slice().into()),
            "role-permissions" => serde_json::to_value(&self.role_permissions).ok(),
            "externalId" => text(self.external_id),
            _ => None,
        }
    }
}

/// Section 3.7.
#[derive(Debug, Serialize)]
pub(crate) struct Link {
    pub href: String,
    pub rel: &'static str,
    pub name: &'static str,
}
