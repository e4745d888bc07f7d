//! Testing a source that is not kept, or not yet as it is to be.

use ldap::Secret;
use model::{Privilege, Refusal, SourceId};

use super::create::{NewSource, said};
use super::propose::Proposed;
use super::update::SourceChange;
use super::{AuthSource, ask, get, repo};
use crate::run::Step;
use crate::{Credential, Directory, Draft, Request};

/// What is to be tested.
#[derive(Clone, Debug)]
pub enum Trial {
    /// A source that is not kept.
    New(NewSource),
    /// One that is kept, with a change that is not. Its password is used where none is given and nobody else would be sent
    /// it, as with [`super::update`].
    Kept(SourceId, SourceChange),
}

/// Logs in at the servers of a source and looks whether its base is there; or tells the certificates to accept first.
/// Nothing is stored.
///
/// Refuses `Forbidden` without `sources.manage`, `NotFound` and `Invalid` as [`super::create`] and [`super::update`] do,
/// and `SourceFailed` for a test that is not passed.
pub async fn test(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<Trial>,
) -> Result<Proposed, Refusal> {
    let (id, seals) = (SourceId(directory.outside().id()), directory.seals());
    let (source, secret) = directory
        .glance_as(request, credential, move |c, caller, now| -> Step<(AuthSource, Option<Secret>)> {
            caller.may(Privilege::SourcesManage)?;
            match draft.as_ref().map_err(Clone::clone)? {
                Trial::New(new) => Ok((new.source(id, now)?, new.secret.clone())),
                Trial::Kept(id, change) => {
                    let (before, sealed) = repo::addressed(c, caller.org(), *id)?;
                    let after = change.applied(&before)?;
                    change.keeps_secret(&before, &after)?;
                    let secret = match said(change.secret.as_ref()) {
                        Some(given) => Some(given.clone()),
                        None => get::opened(&seals, caller.org(), *id, sealed)?,
                    };
                    Ok((after, secret))
                }
            }
        })
        .await?;
    if ask::is_secured(&source) && source.certificates.is_empty() {
        let certificates = ask::shown(&source).await?;
        return Ok(Proposed::ToAccept(source, certificates));
    }
    let server = ask::drafted(&source, secret.as_ref())?;
    let _turn = ask::turn()?;
    server.test().await.map_err(|error| ask::failed(true, &error))?;
    Ok(Proposed::Done(source))
}
