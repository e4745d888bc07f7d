//! Security groups (6 to 9).

use ::wire::{Call, Head, answer};
use axum::http::StatusCode;
use directory::Draft;
use directory::groups::{self, GroupRef};
use directory::users::{self, Parts};
use model::{GroupName, Noun, Refusal};

use crate::auth;
use crate::errors::JSON;
use crate::mapping::{self, PARTS};
use crate::outcome::Outcome;
use crate::routes::State;
use crate::users::{addressed, enter, query};
use crate::wire::{GroupPage, OneGroup, UserPage, WholeGroupPage};

/// `GET /users/{loginName}/securityGroups`: all memberships in order of joining, ended and future ones too (5.4).
pub(crate) async fn of_user(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&state.directory, &call).await?;
    let stretch = query(&call).and_then(|query| mapping::stretch(&query));
    let draft = stretch.clone().and_then(|_| addressed(&call));
    let parts = Parts { memberships: true, ..Parts::NONE };
    let (view, _) = users::get_to_manage(&state.directory, &call.request, &credential, draft, parts).await?;
    let stretch = stretch?;
    let links = state.links(&call);
    let offset = usize::try_from(stretch.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(stretch.limit).unwrap_or(usize::MAX);
    let rows = view.memberships.iter().skip(offset).take(limit);
    let security_groups: Vec<_> = rows.map(|row| mapping::entry(row, &links)).collect();
    let count = security_groups.len();
    let page = GroupPage { count, offset: stretch.offset, limit: stretch.limit, security_groups };
    Ok(answer::json(StatusCode::OK, JSON, &page))
}

/// `GET /securityGroups/{securityGroupName}/users`: the members in force, the newest users first.
pub(crate) async fn members(state: State, call: Call) -> Outcome {
    let (credential, codes) = enter(&state, &call).await?;
    let stretch = query(&call).and_then(|query| mapping::stretch(&query));
    let wanted = stretch.clone().and_then(|stretch| Ok((named(&call)?, stretch)));
    let found = groups::members_newest(&state.directory, &call.request, &credential, wanted, PARTS).await?;
    let stretch = stretch?;
    let links = state.links(&call);
    let users: Vec<_> = found.iter().map(|view| mapping::user(view, &codes, &links, false)).collect();
    let page = UserPage { count: users.len(), offset: stretch.offset, limit: stretch.limit, users };
    Ok(answer::json(StatusCode::OK, JSON, &page))
}

/// `GET /securityGroups/{securityGroupName}`.
pub(crate) async fn get(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&state.directory, &call).await?;
    let group = groups::get_to_manage(&state.directory, &call.request, &credential, named(&call)).await?;
    let security_group = mapping::group(&group, &state.links(&call));
    Ok(answer::json(StatusCode::OK, JSON, &OneGroup { security_group }))
}

/// `GET /securityGroups`: by name, whoever made them.
pub(crate) async fn list(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&state.directory, &call).await?;
    let wanted = query(&call).and_then(|query| mapping::wanted_groups(&query));
    let stretch = wanted.clone().map(|(stretch, _)| stretch);
    let found = groups::list_to_manage(&state.directory, &call.request, &credential, wanted).await?;
    let stretch = stretch?;
    let links = state.links(&call);
    let security_groups: Vec<_> = found.iter().map(|group| mapping::group(group, &links)).collect();
    let count = security_groups.len();
    let page = WholeGroupPage { count, offset: stretch.offset, limit: stretch.limit, security_groups };
    Ok(answer::json(StatusCode::OK, JSON, &page))
}

/// The group that the path names; a text that no group can be named by is nobody's name.
fn named(head: &Head) -> Draft<GroupRef> {
    let name = head.parameter("securityGroupName")?;
    GroupName::new(name).map(GroupRef::Name).map_err(|_| Refusal::no_such(Noun::Group, name.to_owned()))
}
