//! Listing groups in the order of their names.

use model::{Group, Privilege, Refusal};

use super::repo;
use crate::{Credential, Directory, Request};

/// How many groups one short read takes.
const PAGE: usize = 500;

/// Where the next page begins; opaque.
#[derive(Clone, Debug)]
pub struct GroupsAfter(String);

/// Some groups, and where to go on; none: that was all.
#[derive(Debug)]
pub struct GroupPage {
    /// The groups.
    pub groups: Vec<Group>,
    /// Behind them.
    pub next: Option<GroupsAfter>,
}

/// All groups of the caller's organisation after `after`, by name key. Refuses `Forbidden` without `directory.read`.
pub async fn list(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    after: Option<GroupsAfter>,
) -> Result<GroupPage, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            let after = after.as_ref().map_or("", |GroupsAfter(key)| key.as_str());
            let groups = repo::after_name(c, caller.org(), after, PAGE)?;
            let full = groups.len() == PAGE;
            let last = groups.last().filter(|_| full);
            let next = last.map(|group| GroupsAfter(group.name.key().to_owned()));
            Ok(GroupPage { groups, next })
        })
        .await
}
