//! Groups as they are sent and answered.

use std::collections::BTreeMap;

use model::Refusal;
use serde::Serialize;
use serde_json::Value;

use super::read::members_of;
use super::search_body::{PageBody, text};
use super::{Properties, Sent};

/// Section 6.5, the request of `saveUserGroup`. Members and managers are named by id or `eid`.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroupBody {
    pub id: Option<String>,
    pub eid: Sent<String>,
    pub description: Sent<String>,
    pub users: Option<Vec<String>>,
    pub managers: Option<Vec<String>>,
    pub properties: Option<BTreeMap<String, String>>,
}

impl GroupBody {
    /// Reads a body. Refuses `Invalid` with everything that is of a wrong type.
    pub fn read(body: &Value) -> Result<Self, Refusal> {
        members_of(body, |members| Self {
            id: text(members, "id"),
            eid: members.text("eid"),
            description: members.text("description"),
            users: members.people("users"),
            managers: members.people("managers"),
            properties: members.map("properties"),
        })
    }
}

/// What a search for groups asks for, in the manner of section 7. What is absent, null or empty is no filter.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroupSearchBody {
    pub eid: Option<String>,
    pub description: Option<String>,
    pub filter_id_list: Vec<String>,
    pub filter_eid_list: Vec<String>,
    pub page: PageBody,
}

impl GroupSearchBody {
    /// Reads a body. Refuses `Invalid` with everything that is of a wrong type.
    pub fn read(body: &Value) -> Result<Self, Refusal> {
        members_of(body, |members| Self {
            eid: text(members, "eid"),
            description: text(members, "description"),
            filter_id_list: members.texts("filterIdList").value().unwrap_or_default(),
            filter_eid_list: members.texts("filterEidList").value().unwrap_or_default(),
            page: PageBody::of(members),
        })
    }
}

/// Section 6.5, the answer.
#[derive(Debug, Serialize)]
pub(crate) struct UserGroup<'a> {
    pub id: String,
    pub eid: &'a str,
    pub description: Option<&'a str>,
    pub users: Vec<Person<'a>>,
    pub managers: Vec<Person<'a>>,
    pub properties: Properties<'a>,
}

/// Section 6.5: a user of a group.
#[derive(Debug, Serialize)]
pub(crate) struct Person<'a> {
    pub id: String,
    pub eid: &'a str,
}
