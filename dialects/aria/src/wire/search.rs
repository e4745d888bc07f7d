//! Searching at a source: what is sent and what is answered.

use serde::Serialize;

use super::read::{FromMembers, Members, WrongTypes};

/// `user-search-request`, section 3.6. `domain` is for sources that are not spoken to here.
pub(crate) struct SearchUsers(pub Option<String>);

/// `usergroup-search-request`, section 3.6.
pub(crate) struct SearchGroups(pub Option<String>);

impl FromMembers for SearchUsers {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self(name(members, wrong))
    }
}

impl FromMembers for SearchGroups {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self(name(members, wrong))
    }
}

fn name(members: &Members<'_>, wrong: &mut WrongTypes) -> Option<String> {
    let name = members.text("name", wrong);
    members.text("domain", wrong);
    name
}

/// One user that was found, section 3.6.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserHit {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    pub distinguished_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<String>,
}

/// `user-search-responses`, section 3.6.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct UserHits {
    pub user_search_response: Vec<UserHit>,
}

/// One group that was found, section 3.6.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupHit {
    pub name: String,
    pub distinguished_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// `usergroup-search-responses`, section 3.6.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct GroupHits {
    pub usergroup_search_response: Vec<GroupHit>,
}
