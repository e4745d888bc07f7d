//! Reading one auth source.

use model::{Conflict, Noun, Privilege, Refusal, SourceId};

use super::{AuthSource, Secret, repo};
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
            let found = repo::find(c, caller.org(), id)?;
            let (source, _) = found.ok_or_else(|| Refusal::no_such(Noun::Source, id.to_string()))?;
            Ok(source)
        })
        .await
}

/// The source of this id with its password, to ask it. Refuses `Forbidden` without `sources.manage`, `NotFound` for none,
/// `Conflict` for a password that was sealed with a key that is not here.
pub async fn open(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    id: SourceId,
) -> Result<Opened, Refusal> {
    open_drafted(directory, request, credential, Ok(id)).await
}

/// As [`open`], of a source that the body names.
pub(super) async fn open_drafted(
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
            let found = repo::find(c, caller.org(), id)?;
            let (source, sealed) = found.ok_or_else(|| Refusal::no_such(Noun::Source, id.to_string()))?;
            let secret = match sealed {
                Some(kept) => Some(seals.open(caller.org(), id, &kept).ok_or_else(lost)?),
                None => None,
            };
            Ok(Opened { source, secret })
        })
        .await
}

pub(super) fn lost() -> Refusal {
    Refusal::Conflict(Conflict::State(
        "the password of the auth source was sealed with a key that the server does not have; set it anew",
    ))
}
