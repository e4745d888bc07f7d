//! Which users a filter can mean, by index, and whether one meets it.

use db::Conn;
use model::{Holder, OrgKey, User, fold};

use super::{Filter, repo};
use crate::roles;

/// Beyond so many candidates the list is walked in its order instead.
pub(super) const MOST_CANDIDATES: usize = 10_000;

/// The keys of users who may hold a text of three characters or more, folded; [`MOST_CANDIDATES`] at most.
pub(super) fn holding(c: &mut dyn Conn, text: &str) -> db::Result<Vec<i64>> {
    let limit = i64::try_from(MOST_CANDIDATES).unwrap_or(i64::MAX);
    db::text_index::candidates(c, repo::SEARCH, text, 0, limit)
}

/// The keys of users with an attribute of this name and this value, folded; [`MOST_CANDIDATES`] at most.
pub(super) fn with_attribute(c: &mut dyn Conn, org: OrgKey, name: &str, value: &str) -> db::Result<Vec<i64>> {
    if name.contains('\0') || value.contains('\0') {
        return Ok(Vec::new()); // no attribute holds it, and no store takes it
    }
    let limit = i64::try_from(MOST_CANDIDATES).unwrap_or(i64::MAX);
    c.all(
        "SELECT user_key FROM user_attributes WHERE org_key = $1 AND name = $2 AND value_key = $3 LIMIT $4",
        &[org.0.into(), name.into(), value.into(), limit.into()],
        |row| row.get(0),
    )
}

/// The keys of all users that can meet the filter, where an index tells them; none where the list must be walked.
pub(super) fn chosen(c: &mut dyn Conn, org: OrgKey, filter: &Filter) -> db::Result<Option<Vec<i64>>> {
    if !filter.ids.is_empty() {
        let mut keys = Vec::new();
        for id in &filter.ids {
            keys.extend(repo::find_by_id(c, org, *id)?.map(|user| user.key.0));
        }
        return Ok(Some(keys));
    }
    if !filter.roles.is_empty() {
        return holders(c, org, &filter.roles);
    }
    if filter.login_contains.is_empty() {
        return Ok(None);
    }
    let mut keys = Vec::new();
    for text in &filter.login_contains {
        let text = fold::key(text);
        if text.chars().any(char::is_control) {
            continue; // no login holds it
        }
        if text.chars().count() < 3 {
            return Ok(None);
        }
        keys.extend(holding(c, &text)?);
        if keys.len() >= MOST_CANDIDATES {
            return Ok(None);
        }
    }
    Ok(Some(keys))
}

fn holders(c: &mut dyn Conn, org: OrgKey, names: &[String]) -> db::Result<Option<Vec<i64>>> {
    let mut keys = Vec::new();
    for name in names {
        let Some(role) = roles::repo::find_by_name(c, org, name)? else { continue };
        let limit = i64::try_from(MOST_CANDIDATES).unwrap_or(i64::MAX);
        keys.extend(c.all(
            "SELECT holder_key FROM grants WHERE role_key = $1 AND holder_kind = 1 LIMIT $2",
            &[role.key.0.into(), limit.into()],
            |row| row.get::<i64>(0),
        )?);
        if keys.len() >= MOST_CANDIDATES {
            return Ok(None);
        }
    }
    Ok(Some(keys))
}

/// Whether `user` meets every filter that is set.
pub(super) fn meets(c: &mut dyn Conn, user: &User, filter: &Filter) -> db::Result<bool> {
    let texts = &filter.login_contains;
    let by_id = filter.ids.is_empty() || filter.ids.contains(&user.id);
    let by_login = texts.is_empty() || texts.iter().any(|text| user.login.key().contains(&fold::key(text)));
    if !by_id || !by_login || filter.roles.is_empty() {
        return Ok(by_id && by_login);
    }
    let wanted: Vec<_> = filter.roles.iter().map(|name| fold::key(name)).collect();
    let grants = roles::repo::grants_of(c, Holder::User(user.key))?;
    Ok(grants.iter().any(|grant| wanted.contains(&fold::key(&grant.role_name))))
}
