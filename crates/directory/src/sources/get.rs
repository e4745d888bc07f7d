//! Reading one auth source.

use model::{Conflict, OrgKey, Privilege, Refusal, SourceId};

use super::{AuthSource, Secret, repo, sealed};
use crate::seals::Seals;
use crate::{Credential, Directory, Draft, Request};

/// A source with the password it is asked with, to be used and not to be shown.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The source.
    pub source: AuthSource,
    /// Its password; none if it has none.
    pub secret: Option<Secret>,
}

/// The source of this id. Refuses `Forbidden` without `directory.read`, `NotFound` for none.
pub async fn get(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    id: Draft<SourceId>,
) -> Result<AuthSource, Refusal> {
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::DirectoryRead)?;
            let id = *id.as_ref().map_err(Clone::clone)?;
            Ok(repo::addressed(c, caller.org(), id)?.0)
        })
        .await
}

/// The source of this id with its password, to ask it. Refuses `Forbidden` without `sources.manage`, `NotFound` for none,
/// `Conflict` for a password that was sealed with a key that is not here.
pub async fn open(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    id: Draft<SourceId>,
) -> Result<Opened, Refusal> {
    let seals = directory.seals();
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::SourcesManage)?;
            let id = *id.as_ref().map_err(Clone::clone)?;
            let (source, sealed) = repo::addressed(c, caller.org(), id)?;
            Ok(Opened { source, secret: opened(&seals, caller.org(), id, sealed)? })
        })
        .await
}

/// The password that was kept, if one was. Refuses `Conflict` for one that was sealed with a key that is not here.
pub(super) fn opened(
    seals: &Seals,
    org: OrgKey,
    id: SourceId,
    sealed: Option<Vec<u8>>,
) -> Result<Option<Secret>, Refusal> {
    sealed.map(|kept| sealed::open(seals, org, id, &kept).ok_or_else(lost)).transpose()
}

pub(super) fn lost() -> Refusal {
    Refusal::Conflict(Conflict::State(
        "the password of the auth source was sealed with a key that the server does not have; set it anew",
    ))
}
