//! The list of groups.

use ::wire::Form;
use directory::groups::{self, GroupFilter, GroupView, GroupViewsAfter};
use directory::users::Stretch;
use model::{Refusal, Timestamp};
use serde::Serialize;

use crate::errors::ApiError;
use crate::list::{Asked, Listed, Read};
use crate::mapping::{self, Links};
use crate::xml;

/// `GET /api/auth/usergroups`, section 6.5.
pub(crate) struct Groups;

impl Listed for Groups {
    type Filter = GroupFilter;
    type View = GroupView;
    type After = GroupViewsAfter;
    const JSON: &'static str = "{\"userGroups\":[";
    const ROOT: &'static xml::Root = xml::USER_GROUPS;
    const ITEMS: &'static xml::Member = &xml::GROUPS;

    fn filter(query: &Form) -> Result<GroupFilter, ApiError> {
        mapping::group_filter(query)
    }

    async fn read(asked: &Asked<Self>, after: Option<GroupViewsAfter>) -> Result<Read<Self>, Refusal> {
        let (directory, filter) = (&asked.state.directory, asked.filter.clone());
        let wanted = filter.map(|filter| (Stretch::ALL, filter));
        let found = groups::list_whole(directory, &asked.request, &asked.credential, wanted, after).await?;
        Ok((found.groups, found.next))
    }

    fn print(view: &GroupView, _: Timestamp, links: Links) -> impl Serialize {
        mapping::group(view, links)
    }
}
