//! Creating auth sources.

use model::refusal::Rule;
use model::{Noun, Privilege, Refusal, SourceId, SourceKey, Timestamp};

use super::checks::{check, check_secret, sizes, type_of};
use super::{Accepted, AuthSource, Properties, Secret, ask, properties, repo, sealed};
use crate::audit::{Changes, Event, Target};
use crate::numbers::{SHARED, Series};
use crate::seals::no_key;
use crate::{Credential, Directory, Draft, Request};

/// An auth source about to be made.
#[derive(Clone, Debug)]
pub struct NewSource {
    /// Its name.
    pub name: String,
    /// Its type, one of [`super::TYPES`].
    pub source_type: String,
    /// Name and value, in their order. Refused with a password among them.
    pub properties: Properties,
    /// Certificates that were accepted.
    pub certificates: Vec<Accepted>,
    /// The password with which it is asked; an empty one is none.
    pub secret: Option<Secret>,
}

impl NewSource {
    /// The source that it would be, without a key. Refuses `Invalid` as [`create`] does.
    pub(super) fn source(&self, id: SourceId, now: Timestamp) -> Result<AuthSource, Refusal> {
        sizes(&self.properties, &self.certificates)?;
        check_secret(self.secret.as_ref())?;
        let kind = type_of(&self.source_type)?;
        let source = AuthSource {
            key: SourceKey(0),
            id,
            name: self.name.clone(),
            source_type: self.source_type.clone(),
            properties: properties::settled(kind, &self.properties, &[]),
            certificates: self.certificates.clone(),
            has_secret: said(self.secret.as_ref()).is_some(),
            created: now,
            updated: now,
            version: 1,
        };
        check(kind, &source, None)?;
        Ok(source)
    }
}

/// A password that was given: an empty one is none.
pub(super) fn said(secret: Option<&Secret>) -> Option<&Secret> {
    secret.filter(|secret| !secret.expose().is_empty())
}

/// Creates an auth source.
///
/// Refuses `Forbidden` without `sources.manage`; `Invalid` for a type that is none, for what breaks the rules of its
/// type, for TLS without a certificate that was accepted ([`super::propose`]) and for what cannot be kept; `Exists` for a
/// name that is taken; `Conflict` for a password on a server without a key to seal it.
pub async fn create(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<NewSource>,
) -> Result<AuthSource, Refusal> {
    let id = SourceId(directory.outside().id());
    let (nonce, seals) = (directory.outside().random(), directory.seals());
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::SourcesManage)?;
            let new = draft.as_ref().map_err(Clone::clone)?;
            let mut source = new.source(id, work.now)?;
            if ask::is_secured(&source) && source.certificates.is_empty() {
                return Err(Refusal::invalid("certificates", Rule::Required).into());
            }
            let org = caller.org();
            let sealed = match said(new.secret.as_ref()) {
                Some(secret) => Some(sealed::seal(&seals, org, id, secret, nonce).ok_or_else(no_key)?),
                None => None,
            };
            repo::names_are_free(work.c, org, &source)?;
            source.key = SourceKey(work.numbers(SHARED, Series::SourceKey, 1)?);
            if !repo::insert(work.c, org, &source, sealed.as_deref())? {
                return Err(Refusal::Exists { what: Noun::Source, name: source.name }.into());
            }
            let mut changes = Changes::default();
            changes.set("name", source.name.as_str());
            changes.set("type", source.source_type.as_str());
            for (name, value) in printed(&source) {
                changes.set(name, value);
            }
            let target = Target { kind: "source", id: id.0, name: source.name.clone() };
            work.record(caller, &Event { name: "source.created", target, changes })?;
            work.changed(org, "source", id.0, "created", 1)?;
            Ok(source)
        })
        .await
}

/// What events tell of the settings. Names of fields are ours, and those of properties are the dialect's; so they stand in
/// the values.
pub(super) fn printed(source: &AuthSource) -> [(&'static str, String); 2] {
    let properties = source.properties.iter().map(|(name, value)| format!("{name}={value}"));
    let thumbprints = source.certificates.iter().map(|one| one.thumbprint.clone());
    [
        ("properties", properties.collect::<Vec<_>>().join(", ")),
        ("certificates", thumbprints.collect::<Vec<_>>().join(", ")),
    ]
}
