//! What a search for users asks for.

use model::Refusal;
use serde_json::Value;

use super::read::{Members, SCALAR, members_of, scalar};

/// Section 7: an example of a user. What is absent, null or empty is no filter. Members that have no effect are not read.
#[derive(Clone, Debug, Default)]
pub(crate) struct SearchBody {
    pub eid: Option<String>,
    pub name: Option<String>,
    pub surname: Option<String>,
    pub email: Option<String>,
    pub personel_id: Option<String>,
    pub internal: Option<bool>,
    pub filter_internal: Option<bool>,
    pub filter_id_list: Vec<String>,
    pub filter_eid_list: Vec<String>,
    pub user_property_key4_search: Option<String>,
    pub user_property_value4_search: Option<String>,
    pub groups: Vec<String>,
    pub page: PageBody,
}

/// Which part of a search is wanted (section 7).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PageBody {
    pub first_result: Option<u64>,
    pub max_result: Option<u64>,
    pub record_limit4_search: Option<u64>,
}

impl SearchBody {
    /// Reads a body. Refuses `Invalid` with everything that is of a wrong type.
    pub fn read(body: &Value) -> Result<Self, Refusal> {
        members_of(body, |members| Self {
            eid: text(members, "eid"),
            name: text(members, "name"),
            surname: text(members, "surname"),
            email: text(members, "email"),
            personel_id: text(members, "personelId"),
            internal: members.flag("internal").value(),
            filter_internal: members.flag("filterInternal").value(),
            filter_id_list: members.texts("filterIdList").value().unwrap_or_default(),
            filter_eid_list: members.texts("filterEidList").value().unwrap_or_default(),
            user_property_key4_search: text(members, "userPropertyKey4Search"),
            user_property_value4_search: members
                .value("userPropertyValue4Search", SCALAR, scalar)
                .value()
                .filter(|value| !value.is_empty()),
            groups: members.texts("groups").value().unwrap_or_default(),
            page: PageBody::of(members),
        })
    }
}

impl PageBody {
    pub(super) fn of(members: &mut Members<'_>) -> Self {
        Self {
            first_result: members.count("firstResult"),
            max_result: members.count("maxResult"),
            record_limit4_search: members.count("recordLimit4Search"),
        }
    }
}

/// A text that is not empty.
pub(super) fn text(members: &mut Members<'_>, name: &'static str) -> Option<String> {
    members.text(name).value().filter(|text| !text.is_empty())
}
