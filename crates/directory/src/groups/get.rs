//! Reading one group.

use model::{Grant, Group, Holder, Privilege, Refusal, UserId};

use super::{GroupRef, repo};
use crate::{Credential, Directory, Draft, Request, roles};

/// A group with its members in force and its grants.
#[derive(Clone, Debug)]
pub struct GroupView {
    /// The columns.
    pub group: Group,
    /// Members in force, in order of joining.
    pub members: Vec<UserId>,
    /// Its grants, by role name.
    pub grants: Vec<Grant>,
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
            let members = repo::members_in_force(c, group.key, now)?;
            let grants = roles::repo::grants_of(c, Holder::Group(group.key))?;
            Ok(GroupView { group, members, grants })
        })
        .await
}
