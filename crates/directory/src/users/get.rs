//! Reading one user.

use db::Conn;
use model::{Noun, OrgKey, Privilege, Refusal, User, UserId, UserView};

use super::{Parts, repo};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// A user as a request addresses it.
#[derive(Clone, Debug)]
pub enum UserRef {
    /// By its id.
    Id(UserId),
    /// By its number.
    Number(i64),
    /// By its login, without case.
    Login(String),
    /// By a text that may be either: the user with this id, else the one of this login.
    IdOrLogin(UserId, String),
}

impl UserRef {
    /// The user that a request addresses. Refuses `NotFound` for none.
    pub(crate) fn find(&self, c: &mut dyn Conn, org: OrgKey) -> Step<User> {
        Ok(self.look_up(c, org)?.ok_or_else(|| Refusal::no_such(Noun::User, self.text()))?)
    }

    /// The user that the body of a request names. Refuses `NotFound` for none.
    pub(crate) fn find_named(&self, c: &mut dyn Conn, org: OrgKey) -> Step<User> {
        Ok(self.look_up(c, org)?.ok_or_else(|| Refusal::refers_to_no(Noun::User, self.text()))?)
    }

    fn look_up(&self, c: &mut dyn Conn, org: OrgKey) -> db::Result<Option<User>> {
        match self {
            Self::Id(id) => repo::find_by_id(c, org, *id),
            Self::Number(number) => repo::find_by_number(c, org, *number),
            Self::Login(login) => repo::find_by_login(c, org, login),
            Self::IdOrLogin(id, login) => match repo::find_by_id(c, org, *id)? {
                Some(user) => Ok(Some(user)),
                None => repo::find_by_login(c, org, login),
            },
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Login(login) | Self::IdOrLogin(_, login) => login.clone(),
        }
    }
}

/// The user addressed. Refuses `Forbidden` without `directory.read`, `NotFound` for none in the caller's organisation.
pub async fn get(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    user: Draft<UserRef>,
    parts: Parts,
) -> Result<UserView, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            let found = user.as_ref().map_err(Clone::clone)?.find(c, caller.org())?;
            Ok(repo::with_parts(c, found, parts)?)
        })
        .await
}

/// The user addressed, for a caller who may read users or who is that user himself, even one who must change his password
/// first. Refuses `Forbidden` to others, whether there is such a user or not; `NotFound` for none in the caller's
/// organisation.
pub async fn get_own_or_any(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    user: Draft<UserRef>,
    parts: Parts,
) -> Result<UserView, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            let found: Step<User> = match &user {
                Ok(user) => user.find(c, caller.org()),
                Err(refusal) => Err(refusal.clone().into()),
            };
            if !found.as_ref().is_ok_and(|found| caller.key() == Some(found.key)) {
                caller.may(Privilege::DirectoryRead)?;
            }
            Ok(repo::with_parts(c, found?, parts)?)
        })
        .await
}

/// The caller's own record; any caller may read it.
pub async fn current(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    parts: Parts,
) -> Result<UserView, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            let own = match caller.key() {
                Some(key) => repo::find_by_key(c, key)?,
                None => None,
            };
            let own = own.ok_or_else(|| Refusal::no_such(Noun::User, caller.login()))?;
            Ok(repo::with_parts(c, own, parts)?)
        })
        .await
}

/// The number of the user with this login; any caller may ask (`one-record` 4.5).
pub async fn number_of(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    login: Draft<String>,
) -> Result<i64, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.not_before_a_change()?;
            let login = login.as_ref().map_err(Clone::clone)?;
            Ok(UserRef::Login(login.clone()).find(c, caller.org())?.number)
        })
        .await
}
