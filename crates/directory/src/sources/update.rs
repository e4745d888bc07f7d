//! Changing auth sources.

use model::{Noun, Privilege, Refusal, SourceId};

use super::checks::check;
use super::create::{no_key, printed};
use super::{Accepted, AuthSource, Properties, Secret, repo};
use crate::audit::{Changes, Event, Target};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request};

/// What is to become of a source; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct SourceChange {
    /// Its name.
    pub name: Option<String>,
    /// All its properties.
    pub properties: Option<Properties>,
    /// All its certificates.
    pub certificates: Option<Vec<Accepted>>,
    /// The password with which it is asked.
    pub secret: Option<Secret>,
}

/// Changes an auth source; writes nothing when all of it is so already. Refuses as [`super::create`] does, and `NotFound`
/// for none.
pub async fn update(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    id: SourceId,
    draft: Draft<SourceChange>,
) -> Result<AuthSource, Refusal> {
    let (nonce, seals) = (directory.outside().random(), directory.seals());
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::SourcesManage)?;
            let change = draft.as_ref().map_err(Clone::clone)?;
            let (name, properties) = (change.name.as_deref(), change.properties.as_deref());
            check(name, properties, change.certificates.as_deref(), change.secret.as_ref())?;
            let org = caller.org();
            let found = repo::find(work.c, org, id)?;
            let (before, kept) = found.ok_or_else(|| Refusal::no_such(Noun::Source, id.to_string()))?;
            let (mut after, mut sealed) = (applied(&before, change), kept);
            if repo::is_taken(work.c, org, &after.name, after.key)? {
                return Err(Refusal::Exists { what: Noun::Source, name: after.name }.into());
            }
            let new_secret = match (&change.secret, &sealed) {
                (Some(new), Some(old)) => {
                    seals.open(org, id, old).is_none_or(|old| old.expose() != new.expose())
                }
                (secret, _) => secret.is_some(),
            };
            if let Some(secret) = change.secret.as_ref().filter(|_| new_secret) {
                sealed = Some(seals.seal(org, id, secret, nonce).ok_or_else(no_key)?);
                after.has_secret = true;
            }
            if after == before && !new_secret {
                return Ok(before);
            }
            after.updated = work.now;
            after.version += 1;
            repo::write(work.c, &after, sealed.as_deref())?;
            record(work, caller, &before, &after, new_secret)?;
            Ok(after)
        })
        .await
}

fn applied(before: &AuthSource, change: &SourceChange) -> AuthSource {
    let mut after = before.clone();
    if let Some(name) = &change.name {
        after.name.clone_from(name);
    }
    if let Some(properties) = &change.properties {
        after.properties.clone_from(properties);
    }
    if let Some(certificates) = &change.certificates {
        after.certificates.clone_from(certificates);
    }
    after
}

fn record(
    work: &mut Work<'_>,
    caller: &Caller,
    before: &AuthSource,
    after: &AuthSource,
    new_secret: bool,
) -> Step<()> {
    let mut changes = Changes::default();
    changes.both("name", before.name.as_str(), after.name.as_str());
    for ((name, before), (_, after)) in printed(before).into_iter().zip(printed(after)) {
        changes.both(name, before, after);
    }
    if new_secret {
        changes.set("password", "set");
    }
    let target = Target { kind: "source", id: after.id.0, name: after.name.clone() };
    work.record(caller, &Event { name: "source.updated", target, changes })?;
    work.changed(caller.org(), "source", after.id.0, "updated", after.version)
}
