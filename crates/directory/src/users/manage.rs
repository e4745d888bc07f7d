//! Reading users in order to manage them: for dialects that let nobody else read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use db::Conn;
use model::{GroupId, Login, OrgKey, Privilege, Refusal, User, UserView};

use super::{Parts, UserRef, repo};
use crate::codes::CodeTables;
use crate::groups::{self, GroupRef};
use crate::{Credential, Directory, Draft, Request};

/// The user addressed, and the code tables of its organisation. Refuses `Forbidden` without `users.manage`, `NotFound`
/// for none in the caller's organisation.
pub async fn get_to_manage(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    user: Draft<UserRef>,
    parts: Parts,
) -> Result<(UserView, Arc<CodeTables>), Refusal> {
    let codes = directory.codes();
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::UsersManage)?;
            let found = user.as_ref().map_err(Clone::clone)?.find(c, caller.org())?;
            Ok((repo::with_parts(c, found, parts)?, codes.tables(c, caller.org())?))
        })
        .await
}

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// How many are passed over.
    pub offset: u64,
    /// How many are wanted at most; all are read at once.
    pub limit: u32,
}

impl Stretch {
    /// All of a list that is read page by page.
    pub const ALL: Self = Self { offset: 0, limit: u32::MAX };

    /// So many are passed over or wanted.
    pub(crate) const fn end(self) -> u64 {
        self.offset.saturating_add(self.limit as u64)
    }
}

/// Users of the caller's organisation, the newest first: by id, descending. Behind the end there is nobody.
///
/// Refuses `Forbidden` without `users.manage`. What is passed over is not walked through.
pub async fn list_newest(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    stretch: Draft<Stretch>,
    parts: Parts,
) -> Result<Vec<UserView>, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::UsersManage)?;
            let stretch = *stretch.as_ref().map_err(Clone::clone)?;
            let users = newest(c, caller.org(), stretch)?;
            users.into_iter().map(|user| Ok(repo::with_parts(c, user, parts)?)).collect()
        })
        .await
}

fn newest(c: &mut dyn Conn, org: OrgKey, stretch: Stretch) -> db::Result<Vec<User>> {
    let offset = i64::try_from(stretch.offset).unwrap_or(i64::MAX);
    let Some(first) = repo::blocks::id_at(c, org, offset)? else { return Ok(Vec::new()) };
    let columns = repo::COLUMNS;
    c.all(
        &format!(
            "SELECT {columns} FROM users WHERE org_key = $1 AND user_id <= $2
             ORDER BY org_key DESC, user_id DESC LIMIT $3"
        ),
        &[org.0.into(), first.0.into(), i64::from(stretch.limit).into()],
        |row| repo::from_columns(&mut row.columns()),
    )
}

/// What is known of the names in a request.
#[derive(Clone, Debug, Default)]
pub struct Known {
    taken: BTreeSet<String>,
    groups: BTreeMap<String, GroupId>,
}

impl Known {
    /// These logins are taken, and these groups are there.
    pub fn new(
        taken: impl IntoIterator<Item = Login>,
        groups: impl IntoIterator<Item = (GroupRef, GroupId)>,
    ) -> Self {
        Self {
            taken: taken.into_iter().map(|login| login.key().to_owned()).collect(),
            groups: groups.into_iter().map(|(group, id)| (key(&group), id)).collect(),
        }
    }

    /// Whether somebody had this login.
    pub fn is_taken(&self, login: &Login) -> bool {
        self.taken.contains(login.key())
    }

    /// The group that was meant.
    pub fn group(&self, group: &GroupRef) -> Option<GroupId> {
        self.groups.get(&key(group)).copied()
    }
}

/// No name has a blank in front.
fn key(group: &GroupRef) -> String {
    match group {
        GroupRef::Id(id) => format!(" {id}"),
        GroupRef::Number(number) => format!(" {number}"),
        GroupRef::Name(name) => name.key().to_owned(),
        GroupRef::IdOrName(id, name) => format!(" {id} {}", name.key()),
    }
}

/// Looks names up, so that a refusal can tell all that are wrong with a request at once. The transaction that writes
/// decides; this only words. Refuses `Forbidden` without `users.manage`.
pub async fn known(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    logins: Vec<Login>,
    groups: Vec<GroupRef>,
) -> Result<Known, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            if caller.not_before_a_change().is_err() {
                // Nothing is told; the update decides whether it is the change that must come first.
                return Ok(Known::default());
            }
            caller.may(Privilege::UsersManage)?;
            let org = caller.org();
            let mut known = Known::default();
            for login in &logins {
                if repo::find_by_login(c, org, login.as_str())?.is_some() {
                    known.taken.insert(login.key().to_owned());
                }
            }
            for group in &groups {
                let key = key(group);
                if !known.groups.contains_key(&key)
                    && let Some(found) = groups::repo::find(c, org, group)?
                {
                    known.groups.insert(key, found.id);
                }
            }
            Ok(known)
        })
        .await
}
