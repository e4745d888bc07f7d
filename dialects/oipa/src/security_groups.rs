//! Security groups of a user (6).

use ::wire::{Call, answer};
use axum::http::StatusCode;
use directory::users::{self, Parts};

use crate::errors::JSON;
use crate::outcome::Outcome;
use crate::routes::State;
use crate::users::{addressed, query};
use crate::wire::GroupPage;
use crate::{auth, mapping};

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
