//! Creating groups.

use model::{
    Dialect, Group, GroupId, GroupKey, GroupName, Holder, Noun, OrgKey, Privilege, Refusal, RequestId,
    Residue, SourceId,
};

use super::{GroupView, get, managers, membership, repo};
use crate::audit::{Changes, Event, Target};
use crate::numbers::{SHARED, Series};
use crate::roles::{self, NewGrant};
use crate::run::{Step, Work};
use crate::seals::no_key;
use crate::sources::AuthSource;
use crate::users::UserRef;
use crate::{Caller, Credential, Directory, Draft, Request, authority, sources};

/// A group about to be made.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// Its name.
    pub name: GroupName,
    /// For people to read.
    pub description: Option<String>,
}

/// What a new group has from the beginning.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Its members, from now on and open.
    pub members: Vec<UserRef>,
    /// Who manages it.
    pub managers: Vec<UserRef>,
    /// Its grants.
    pub grants: Vec<NewGrant>,
    /// Whether its members need a one-time code beside their password.
    pub asks_code: bool,
    /// The auth source it is brought from. Whether it exists there is not asked.
    pub source: Option<SourceId>,
    /// What a dialect said besides.
    pub residue: Option<(Dialect, Residue)>,
}

/// Creates a group without members and grants. Refuses as [`create_with`].
pub async fn create(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<NewGroup>,
) -> Result<Group, Refusal> {
    let draft = draft.map(|new| (new, Contents::default()));
    create_with(directory, request, credential, draft).await.map(|view| view.group)
}

/// Creates a group with all that it has, or nothing of it.
///
/// Refuses `Forbidden` without `users.manage`, without `grants.manage` where a role with privileges is given, and when
/// somebody would thereby use a privilege that the caller does not hold (rule G); `Exists` for a name that is taken;
/// `NotFound` for a user, role, scope or auth source that is named and not there; `Conflict` where it is to ask for a code
/// and the server has no key to keep second factors with.
pub async fn create_with(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(NewGroup, Contents)>,
) -> Result<GroupView, Refusal> {
    let (id, can_seal) = (GroupId(directory.outside().id()), directory.seals().can_seal());
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::UsersManage)?;
            let (new, contents) = draft.as_ref().map_err(Clone::clone)?;
            if contents.asks_code && !can_seal {
                return Err(no_key().into());
            }
            let source = match contents.source {
                Some(source) => Some(sources::repo::named(work.c, caller.org(), source)?),
                None => None,
            };
            let key = work.numbers(SHARED, Series::GroupKey, 1)?;
            let number = work.numbers(caller.org(), Series::Group, 1)?;
            let from = source.as_ref();
            let group =
                put(work, caller.org(), id, (GroupKey(key), number), (new, from, contents.asks_code))?;
            let mut told = told(&group, from);
            managers::replace(work, caller, &group, (&[], &contents.managers), &mut told)?;
            created(work, caller, &group, told)?;
            fill(work, caller, &group, contents)?;
            Ok(get::view(work.c, group, work.now)?)
        })
        .await
}

fn fill(work: &mut Work<'_>, caller: &Caller, group: &Group, contents: &Contents) -> Step<()> {
    if !contents.grants.is_empty() {
        roles::set(work, caller, (Holder::Group(group.key), &target(group)), &[], &contents.grants)?;
    }
    if membership::replace(work, caller, group, (&[], &contents.members))? {
        caller.may_give(authority::of_group(work.c, group.key)?)?;
    }
    if let Some((dialect, residue)) = &contents.residue {
        repo::replace_residue(work.c, group.key, *dialect, Some(residue))?;
    }
    Ok(())
}

/// How the audit names a group.
pub(super) fn target(group: &Group) -> Target {
    Target { kind: "group", id: group.id.0, name: group.name.to_string() }
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
    let group = put(work, caller.org(), id, (key, number), (new, None, false))?;
    created(work, caller, &group, told(&group, None))?;
    Ok(group)
}

/// Inserts the row alone. Refuses `Exists` for a name that is taken.
fn put(
    work: &mut Work<'_>,
    org: OrgKey,
    id: GroupId,
    (key, number): (GroupKey, i64),
    (new, source, asks_code): (&NewGroup, Option<&AuthSource>, bool),
) -> Step<Group> {
    let group = Group {
        key,
        id,
        number,
        name: new.name.clone(),
        description: new.description.clone(),
        builtin: false,
        asks_code,
        source: source.map(|source| source.key),
        created: work.now,
        updated: work.now,
        version: 1,
    };
    if !repo::insert(work.c, org, &group)? {
        return Err(Refusal::Exists { what: Noun::Group, name: new.name.to_string() }.into());
    }
    Ok(group)
}

/// What is recorded of a new group.
fn told(group: &Group, source: Option<&AuthSource>) -> Changes {
    let mut told = Changes::default();
    told.set("name", group.name.as_str());
    told.set("description", group.description.clone());
    if group.asks_code {
        told.set("asks_code", true);
    }
    told.set("source", source.map(|source| source.name.clone()));
    told
}

/// Records that a group was made.
fn created(work: &mut Work<'_>, caller: &Caller, group: &Group, changes: Changes) -> Step<()> {
    work.record(caller, &Event { name: "group.created", target: target(group), changes })?;
    work.changed(caller.org(), "group", group.id.0, "created", 1)
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
