//! The parameters of a query.

use ::wire::Form;
use directory::groups::{GroupFilter, GroupRef};
use directory::users::Filter;
use model::{GroupId, UserId};

use crate::errors::ApiError;

/// The filters of the list (section 6.4). A parameter without a value is none; names are compared with case, so that
/// `?Username=` is passed over (section 6.2).
///
/// Refuses an id that is none, and text with control characters, which no name has.
pub(crate) fn filter(query: &Form) -> Result<Filter, ApiError> {
    Ok(Filter {
        ids: ids(query, UserId::parse)?,
        roles: texts(query, "roleName")?,
        login_contains: texts(query, "username")?,
    })
}

/// As [`filter`], of groups (section 6.5).
pub(crate) fn group_filter(query: &Form) -> Result<GroupFilter, ApiError> {
    let ids = ids(query, GroupId::parse)?;
    let among = (!ids.is_empty()).then(|| ids.into_iter().map(GroupRef::Id).collect());
    Ok(GroupFilter { among, name_contains: texts(query, "name")?, ..GroupFilter::default() })
}

/// The ids of those to be deleted. Refuses none at all with 1509 (section 5.1).
pub(crate) fn some_ids<T>(query: &Form, parse: fn(&str) -> Option<T>) -> Result<Vec<T>, ApiError> {
    let ids = ids(query, parse)?;
    if ids.is_empty() { Err(ApiError::missing_parameter("id")) } else { Ok(ids) }
}

fn ids<T>(query: &Form, parse: fn(&str) -> Option<T>) -> Result<Vec<T>, ApiError> {
    given(query, "id").map(|id| parse(id).ok_or_else(|| ApiError::parameter(id))).collect()
}

/// What a list is filtered by under this name; none: by nothing.
pub(crate) fn named(query: &Form, name: &'static str) -> Vec<String> {
    given(query, name).map(str::to_owned).collect()
}

fn texts(query: &Form, name: &'static str) -> Result<Vec<String>, ApiError> {
    given(query, name)
        .map(|text| {
            let fits = !text.chars().any(char::is_control);
            fits.then(|| text.to_owned()).ok_or_else(|| ApiError::parameter(text))
        })
        .collect()
}

fn given<'a>(query: &'a Form, name: &'static str) -> impl Iterator<Item = &'a str> {
    query.all(name).filter(|value| !value.is_empty())
}
