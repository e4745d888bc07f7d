//! Asking for a total.

use model::{Privilege, Refusal};

use super::repo;
use crate::{Credential, Directory, Request};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Users, in whatever state.
    User,
    /// Groups.
    Group,
}

impl Counted {
    /// As the change record says it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
        }
    }
}

/// How many users or groups the caller's organisation has. Refuses `Forbidden` without `users.manage`.
pub async fn of(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    counted: Counted,
) -> Result<i64, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::UsersManage)?;
            Ok(repo::of(c, caller.org(), counted.name())?)
        })
        .await
}
