//! Reading one group.

use std::collections::BTreeMap;

use db::Conn;
use model::{Dialect, Grant, Group, Holder, Privilege, Refusal, Residue, SourceId, Timestamp, UserId};

use super::{GroupRef, repo};
use crate::{Credential, Directory, Draft, Request, roles, sources};

/// A user of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// His id.
    pub id: UserId,
    /// His login.
    pub login: String,
}

/// The users of a group.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// In force, in order of joining.
    pub members: Vec<Person>,
    /// The oldest users first.
    pub managers: Vec<Person>,
}

/// A group with its members in force, its managers, its grants, and what dialects said of it.
#[derive(Clone, Debug)]
pub struct GroupView {
    /// The columns.
    pub group: Group,
    /// Members in force, in order of joining.
    pub members: Vec<Person>,
    /// Who manages it, the oldest users first.
    pub managers: Vec<Person>,
    /// Its grants, by role name.
    pub grants: Vec<Grant>,
    /// The auth source it was brought from.
    pub source: Option<SourceId>,
    /// What dialects said besides.
    pub residue: BTreeMap<Dialect, Residue>,
}

/// The group addressed. Refuses `Forbidden` without `directory.read`, `NotFound` for none.
pub async fn get(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    group: Draft<GroupRef>,
) -> Result<GroupView, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, now| {
            caller.may(Privilege::DirectoryRead)?;
            let group = group.as_ref().map_err(Clone::clone)?.find_addressed(c, caller.org())?;
            Ok(view(c, group, now)?)
        })
        .await
}

/// The number of the group with this name; any caller may ask (`one-record` 4.5). Refuses `NotFound` for none.
pub async fn number_of(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    group: Draft<GroupRef>,
) -> Result<i64, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.not_before_a_change()?;
            Ok(group.as_ref().map_err(Clone::clone)?.find_addressed(c, caller.org())?.number)
        })
        .await
}

/// A group with all that belongs to it.
pub(super) fn view(c: &mut dyn Conn, group: Group, now: Timestamp) -> db::Result<GroupView> {
    let People { members, managers } = repo::people(c, group.key, now)?;
    let grants = roles::repo::grants_of(c, Holder::Group(group.key))?;
    let residue = repo::residue_of(c, group.key)?;
    let source = match group.source {
        Some(key) => sources::repo::id_of(c, key)?,
        None => None,
    };
    Ok(GroupView { group, members, managers, grants, source, residue })
}
