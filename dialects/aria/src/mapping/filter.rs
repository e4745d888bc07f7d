//! The parameters of a query.

use ::wire::Form;
use directory::users::Filter;
use model::UserId;

use crate::errors::ApiError;

/// The filters of the list (section 6.4). A parameter without a value is none; names are compared with case, so that
/// `?Username=` is passed over (section 6.2).
///
/// Refuses an id that is none, and text with control characters, which no name has.
pub(crate) fn filter(query: &Form) -> Result<Filter, ApiError> {
    Ok(Filter {
        ids: ids(query)?,
        roles: texts(query, "roleName")?,
        login_contains: texts(query, "username")?,
    })
}

/// The ids of those to be deleted. Refuses none at all with 1509 (section 5.1).
pub(crate) fn some_ids(query: &Form) -> Result<Vec<UserId>, ApiError> {
    let ids = ids(query)?;
    if ids.is_empty() { Err(ApiError::missing_parameter("id")) } else { Ok(ids) }
}

fn ids(query: &Form) -> Result<Vec<UserId>, ApiError> {
    given(query, "id").map(|id| UserId::parse(id).ok_or_else(|| ApiError::parameter(id))).collect()
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
