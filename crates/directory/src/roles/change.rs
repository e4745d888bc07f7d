//! Changing what a user or a group holds, as one who may give and take roles and nothing else.

use std::sync::Arc;

use model::{Dialect, Grant, Group, Holder, Privilege, Refusal, Residue, User};
use serde_json::Value;

use super::set::set;
use super::{HolderRef, NewGrant, repo};
use crate::audit::{Changes, Event, Target};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request, authority, groups, users};

/// What a user or a group holds directly, and what one dialect said besides.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Its grants, by role name.
    pub grants: Vec<Grant>,
    /// What that dialect said of it.
    pub residue: Option<Residue>,
}

/// What a holding is to become.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// All direct grants.
    pub grants: Vec<NewGrant>,
    /// What the dialect says besides, by name; none takes it back.
    pub said: Vec<(&'static str, Option<Value>)>,
}

/// How a dialect wants a holding changed, once it sees it as it stands: a pure function. None: it is as it should be.
pub type HoldingEdit = Arc<dyn Fn(&Holding) -> Draft<Option<Wanted>> + Send + Sync>;

/// Changes what a user or a group holds directly, in one commit with what `dialect` says of it. What is equal to what
/// stands changes nothing. Answers what it then holds.
///
/// Refuses `Forbidden` without `grants.manage`, or when a role confers a privilege that the caller does not hold (rule G);
/// `NotFound` for holder, role or scope; `Conflict` where the caller would demote himself, or no administrator would be
/// left.
pub async fn change(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    dialect: Dialect,
    draft: Draft<(HolderRef, HoldingEdit)>,
) -> Result<Holding, Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<Holding> {
            caller.may(Privilege::GrantsManage)?;
            let (holder, edit) = draft.as_ref().map_err(Clone::clone)?;
            let found = Found::of(work, caller, holder)?;
            let before = found.holding(work, dialect)?;
            if let Some(wanted) = edit(&before)? {
                authority::undemoted(work, caller, |work| {
                    apply(work, caller, &found, dialect, &before, &wanted)
                })?;
            }
            found.holding(work, dialect)
        })
        .await
}

/// A holder that is there.
enum Found {
    User(Box<User>),
    Group(Group),
}

impl Found {
    fn of(work: &mut Work<'_>, caller: &Caller, holder: &HolderRef) -> Step<Self> {
        Ok(match holder {
            HolderRef::User(user) => Self::User(Box::new(user.find(work.c, caller.org())?)),
            HolderRef::Group(group) => Self::Group(group.find_addressed(work.c, caller.org())?),
        })
    }

    const fn holder(&self) -> Holder {
        match self {
            Self::User(user) => Holder::User(user.key),
            Self::Group(group) => Holder::Group(group.key),
        }
    }

    fn target(&self) -> Target {
        match self {
            Self::User(user) => Target { kind: "user", id: user.id.0, name: user.login.to_string() },
            Self::Group(group) => Target { kind: "group", id: group.id.0, name: group.name.to_string() },
        }
    }

    fn holding(&self, work: &mut Work<'_>, dialect: Dialect) -> Step<Holding> {
        let residue = match self {
            Self::User(user) => users::repo::residue_of(work.c, user.key, dialect)?,
            Self::Group(group) => groups::repo::residue_of(work.c, group.key)?.remove(&dialect),
        };
        Ok(Holding { grants: repo::grants_of(work.c, self.holder())?, residue })
    }

    fn say(&self, work: &mut Work<'_>, dialect: Dialect, said: Option<&Residue>) -> db::Result<()> {
        match self {
            Self::User(user) => users::repo::replace_residue(work.c, user.key, dialect, said),
            Self::Group(group) => groups::repo::replace_residue(work.c, group.key, dialect, said),
        }
    }

    /// One version higher.
    fn touch(&self, work: &mut Work<'_>, caller: &Caller) -> Step<()> {
        let (kind, id, version) = match self {
            Self::User(user) => {
                users::repo::update(work.c, user, work.now)?;
                ("user", user.id.0, user.version)
            }
            Self::Group(group) => {
                groups::repo::update(work.c, group, work.now)?;
                ("group", group.id.0, group.version)
            }
        };
        work.changed(caller.org(), kind, id, "updated", version + 1)
    }
}

fn apply(
    work: &mut Work<'_>,
    caller: &Caller,
    found: &Found,
    dialect: Dialect,
    before: &Holding,
    wanted: &Wanted,
) -> Step<()> {
    let target = found.target();
    let granted = set(work, caller, (found.holder(), &target), &before.grants, &wanted.grants)?;
    let mut said = before.residue.clone().unwrap_or_default();
    for (name, value) in &wanted.said {
        match value {
            Some(value) => said.set(name, value.clone()),
            None => said.remove(name),
        }
    }
    let said = Some(said).filter(|said| !said.is_empty());
    if said != before.residue {
        found.say(work, dialect, said.as_ref())?;
        let json = |said: &Option<Residue>| said.as_ref().map(Residue::to_json);
        let field = format!("residue.{}", dialect.name());
        let changes = Changes::one(&field, json(&before.residue), json(&said));
        let name = if target.kind == "user" { "user.updated" } else { "group.updated" };
        work.record(caller, &Event { name, target, changes })?;
    }
    if granted || said != before.residue { found.touch(work, caller) } else { Ok(()) }
}
