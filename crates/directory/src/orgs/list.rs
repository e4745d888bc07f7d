//! Listing organisations.

use model::{HostName, OrgKey, OrgName, Privilege, Refusal, Timestamp};

use super::repo;
use crate::{Credential, Directory, Request};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    pub(crate) key: OrgKey,
    /// Its display name.
    pub name: OrgName,
    /// The hosts at which its logins count, in their order.
    pub hosts: Vec<HostName>,
    /// When it was made.
    pub created: Timestamp,
    /// When its name, hosts or codes were changed last.
    pub updated: Timestamp,
    /// Rises with each change.
    pub version: i64,
}

/// All organisations, the first one first. Refuses `Forbidden` without `orgs.manage` in the first.
pub async fn list(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Vec<Org>, Refusal> {
    directory
        .read_as(request, credential, |c, caller, _| {
            caller.may(Privilege::OrgsManage)?;
            Ok(repo::all(c)?)
        })
        .await
}
