//! The list of users.

use ::wire::Form;
use directory::users::{self, Filter, PageAfter};
use model::{Refusal, Timestamp, UserView};
use serde::Serialize;

use crate::errors::ApiError;
use crate::list::{Asked, Listed, Read};
use crate::mapping::{self, Links};
use crate::xml;

/// `GET /api/auth/users`, section 6.4.
pub(crate) struct Users;

impl Listed for Users {
    type Filter = Filter;
    type View = UserView;
    type After = PageAfter;
    const JSON: &'static str = "{\"users\":[";
    const ROOT: &'static xml::Root = xml::USER_LIST;
    const ITEMS: &'static xml::Member = &xml::USERS;

    fn filter(query: &Form) -> Result<Filter, ApiError> {
        mapping::filter(query)
    }

    async fn read(asked: &Asked<Self>, after: Option<PageAfter>) -> Result<Read<Self>, Refusal> {
        let (directory, filter, parts) = (&asked.state.directory, asked.filter.clone(), mapping::PARTS);
        let found = users::list(directory, &asked.request, &asked.credential, filter, parts, after).await?;
        Ok((found.users, found.next))
    }

    fn print(view: &UserView, now: Timestamp, links: Links) -> impl Serialize {
        mapping::user(view, now, links)
    }
}
