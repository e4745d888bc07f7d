//! Proposing a source: one that is spoken to over TLS is not kept before somebody has accepted the certificates that its
//! servers show.

use ldap::Certificate;
use model::{Privilege, Refusal, SourceId};

use super::create::{NewSource, create};
use super::update::{SourceChange, update};
use super::{AuthSource, ask, repo};
use crate::{Credential, Directory, Draft, Request};

/// What became of a proposal.
#[derive(Clone, Debug)]
pub enum Proposed {
    /// The source is kept, or was tested, as it is here.
    Done(AuthSource),
    /// Nothing happened: these certificates must be accepted first, by whoever looks at them.
    ToAccept(AuthSource, Vec<Certificate>),
}

/// Creates a source, or tells the certificates to accept. With certificates in the draft they count as accepted.
///
/// Refuses as [`create`] does, and `SourceFailed` when a server that is to show its certificates cannot be reached.
pub async fn propose(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<NewSource>,
) -> Result<Proposed, Refusal> {
    let id = SourceId(directory.outside().id());
    let asked = draft.clone();
    let source = directory
        .glance_as(request, credential, move |c, caller, now| {
            caller.may(Privilege::SourcesManage)?;
            let source = asked.as_ref().map_err(Clone::clone)?.source(id, now)?;
            repo::names_are_free(c, caller.org(), &source)?;
            Ok(source)
        })
        .await?;
    if ask::is_secured(&source) && source.certificates.is_empty() {
        let certificates = ask::shown(&source).await?;
        return Ok(Proposed::ToAccept(source, certificates));
    }
    create(directory, request, credential, draft).await.map(Proposed::Done)
}

/// Changes a source, or tells the certificates to accept: those of a server that it would lead to anew, unless it shows one
/// that was accepted already. Other certificates than before in the draft count as accepted.
///
/// Refuses as [`update`] does, and `SourceFailed` as [`propose`].
pub async fn propose_update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(SourceId, SourceChange)>,
) -> Result<Proposed, Refusal> {
    let asked = draft.clone();
    let (before, after) = directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::SourcesManage)?;
            let (id, change) = asked.as_ref().map_err(Clone::clone)?;
            let (before, _) = repo::addressed(c, caller.org(), *id)?;
            let after = change.applied(&before)?;
            change.keeps_secret(&before, &after)?;
            repo::names_are_free(c, caller.org(), &after)?;
            Ok((before, after))
        })
        .await?;
    let (id, mut change) = draft?;
    if ask::is_secured(&after)
        && ask::leads_elsewhere(&before, &after)
        && after.certificates == before.certificates
    {
        let shown = ask::shown(&after).await?;
        let known = |one: &Certificate| before.accepts(one);
        if !shown.first().is_some_and(known) {
            return Ok(Proposed::ToAccept(after, shown));
        }
        change.certificates = Some(before.certificates);
    }
    update(directory, request, credential, id, Ok(change)).await.map(Proposed::Done)
}
