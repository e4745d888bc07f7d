//! Creating groups.

use model::{Group, GroupId, GroupKey, GroupName, Noun, Privilege, Refusal, RequestId};

use super::repo;
use crate::audit::{Changes, Event, Target};
use crate::numbers::{SHARED, Series};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request};

/// A group about to be made; it has no members and no grants.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// Its name.
    pub name: GroupName,
    /// For people to read.
    pub description: Option<String>,
}

/// Creates a group. Refuses `Forbidden` without `users.manage`, `Exists` for a name that is taken.
pub async fn create(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<NewGroup>,
) -> Result<Group, Refusal> {
    let id = GroupId(directory.outside().id());
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::UsersManage)?;
            insert(work, caller, id, draft.as_ref().map_err(Clone::clone)?)
        })
        .await
}

/// Inserts a group and records it.
pub(crate) fn insert(work: &mut Work<'_>, caller: &Caller, id: GroupId, new: &NewGroup) -> Step<Group> {
    let key = work.numbers(SHARED, Series::GroupKey, 1)?;
    let number = work.numbers(caller.org(), Series::Group, 1)?;
    insert_numbered(work, caller, id, (GroupKey(key), number), new)
}

/// As [`insert`], with a key and a number that were drawn before.
pub(crate) fn insert_numbered(
    work: &mut Work<'_>,
    caller: &Caller,
    id: GroupId,
    (key, number): (GroupKey, i64),
    new: &NewGroup,
) -> Step<Group> {
    let org = caller.org();
    let group = Group {
        key,
        id,
        number,
        name: new.name.clone(),
        description: new.description.clone(),
        builtin: false,
        created: work.now,
        updated: work.now,
        version: 1,
    };
    if !repo::insert(work.c, org, &group)? {
        return Err(Refusal::Exists { what: Noun::Group, name: new.name.to_string() }.into());
    }
    let mut changes = Changes::default();
    changes.set("name", new.name.as_str());
    changes.set("description", new.description.clone());
    let target = Target { kind: "group", id: id.0, name: new.name.to_string() };
    work.record(caller, &Event { name: "group.created", target, changes })?;
    work.changed(org, "group", id.0, "created", 1)?;
    Ok(group)
}

/// The id of a group that a request only named: made of the request's id and the name, since a transaction that runs
/// again must draw nothing.
pub(crate) fn named_id(request: RequestId, name: &GroupName) -> GroupId {
    use sha2::{Digest, Sha256};
    let digest = Sha256::new_with_prefix(request.0).chain_update(name.key()).finalize();
    let mut id = request.0;
    // The instant of the request stays in front; version and variant bits stay as they are.
    for (byte, drawn) in id.iter_mut().zip(digest).skip(9) {
        *byte = drawn;
    }
    GroupId(id)
}
