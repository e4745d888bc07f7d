//! Reading groups in order to manage users: for dialects that let nobody else read.

use std::fmt;
use std::sync::Arc;

use db::Conn;
use model::{Group, OrgKey, Privilege, Refusal};

use super::{GroupRef, repo};
use crate::users::Stretch;
use crate::{Credential, Directory, Draft, Request};

/// How many groups one short read looks at.
const PAGE: usize = 500;

/// Which groups of a list are wanted.
#[derive(Clone)]
pub struct GroupChoice(Arc<dyn Fn(&Group) -> bool + Send + Sync>);

impl GroupChoice {
    /// All of them.
    pub fn all() -> Self {
        Self::of(|_| true)
    }

    /// Those that a test lets through.
    pub fn of(meets: impl Fn(&Group) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(meets))
    }

    /// Whether this one is wanted.
    pub(super) fn meets(&self, group: &Group) -> bool {
        (self.0)(group)
    }
}

impl fmt::Debug for GroupChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupChoice")
    }
}

/// The group addressed, without its members. Refuses `Forbidden` without `users.manage`, `NotFound` for none in the
/// caller's organisation.
pub async fn get_to_manage(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    group: Draft<GroupRef>,
) -> Result<Group, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::UsersManage)?;
            group.as_ref().map_err(Clone::clone)?.find_addressed(c, caller.org())
        })
        .await
}

/// Groups of the caller's organisation, by name key. Behind the end there is none. Each page is a read of its own.
///
/// Refuses `Forbidden` without `users.manage`.
pub async fn list_to_manage(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<(Stretch, GroupChoice)>,
) -> Result<Vec<Group>, Refusal> {
    let mut found = Vec::new();
    let mut at = Place { after: String::new(), met: 0 };
    loop {
        let (wanted, from) = (wanted.clone(), at.clone());
        let (groups, next) = directory
            .read_as(request, credential, move |c, caller, _| {
                caller.may(Privilege::UsersManage)?;
                let (stretch, choice) = wanted.as_ref().map_err(Clone::clone)?;
                Ok(page(c, caller.org(), *stretch, choice, &from)?)
            })
            .await?;
        found.extend(groups);
        match next {
            Some(next) => at = next,
            None => return Ok(found),
        }
    }
}

/// How far a list has come.
#[derive(Clone)]
struct Place {
    /// The last name key that was looked at.
    after: String,
    /// How many groups were wanted up to there, passed over or not.
    met: u64,
}

/// Wanted groups of the stretch behind a place, and where to go on; none: that was all.
fn page(
    c: &mut dyn Conn,
    org: OrgKey,
    stretch: Stretch,
    choice: &GroupChoice,
    from: &Place,
) -> db::Result<(Vec<Group>, Option<Place>)> {
    let end = stretch.end();
    let mut at = from.clone();
    if at.met >= end {
        return Ok((Vec::new(), None));
    }
    let groups = repo::after_name(c, org, &at.after, PAGE)?;
    let is_last = groups.len() < PAGE;
    let mut found = Vec::new();
    for group in groups {
        group.name.key().clone_into(&mut at.after);
        if choice.meets(&group) {
            at.met += 1;
            if at.met > stretch.offset {
                found.push(group);
            }
            if at.met >= end {
                return Ok((found, None));
            }
        }
    }
    Ok((found, (!is_last).then_some(at)))
}
