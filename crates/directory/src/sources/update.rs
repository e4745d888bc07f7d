//! Changing auth sources.

use model::refusal::Rule;
use model::{Privilege, Refusal, SourceId};

use super::checks::{check, check_secret, sizes, type_of};
use super::create::{printed, said};
use super::types::names;
use super::{Accepted, AuthSource, Properties, Secret, SourceType, ask, properties, repo, sealed};
use crate::audit::{Changes, Event, Target};
use crate::authority;
use crate::run::{Step, Work};
use crate::seals::no_key;
use crate::{Caller, Credential, Directory, Draft, Request};

/// What is to become of a source; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct SourceChange {
    /// The name that is shown ([`AuthSource::shown_name`]).
    pub name: Option<String>,
    /// Its type: it is refused to change.
    pub source_type: Option<String>,
    /// All its properties; one that cannot be changed may be missing.
    pub properties: Option<Properties>,
    /// All its certificates. None at all stay as they were: TLS does not go without.
    pub certificates: Option<Vec<Accepted>>,
    /// The password with which it is asked; an empty one changes nothing. Needed where it would be sent to somebody new.
    pub secret: Option<Secret>,
}

/// Changes an auth source; writes nothing when all of it is so already. Refuses as [`super::create`] does, and `NotFound`
/// for none, `Invalid` for another server behind TLS without its certificates ([`super::propose_update`]) and for another
/// server or certificate without the password, and `Forbidden` where its users hold more than the caller and the change
/// decides who they are.
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
            let org = caller.org();
            let (before, kept) = repo::addressed(work.c, org, id)?;
            let (mut after, mut sealed) = (change.applied(&before)?, kept);
            change.has_accepted(&before, &after)?;
            if before.authenticates_otherwise(&after) || said(change.secret.as_ref()).is_some() {
                caller.may_give(authority::of_source(work.c, caller, before.key)?)?;
            }
            change.keeps_secret(&before, &after)?;
            repo::names_are_free(work.c, org, &after)?;
            let secret = said(change.secret.as_ref());
            let new_secret = match (secret, &sealed) {
                (Some(new), Some(old)) => {
                    sealed::open(&seals, org, id, old).is_none_or(|old| old.expose() != new.expose())
                }
                (secret, _) => secret.is_some(),
            };
            if let Some(secret) = secret.filter(|_| new_secret) {
                sealed = Some(sealed::seal(&seals, org, id, secret, nonce).ok_or_else(no_key)?);
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

impl SourceChange {
    /// The source with the change. Refuses `Invalid` as [`super::create`] does.
    pub(super) fn applied(&self, before: &AuthSource) -> Result<AuthSource, Refusal> {
        sizes(
            self.properties.as_deref().unwrap_or_default(),
            self.certificates.as_deref().unwrap_or_default(),
        )?;
        check_secret(self.secret.as_ref())?;
        let kind = type_of(&before.source_type)?;
        if self.source_type.as_ref().is_some_and(|other| *other != before.source_type) {
            return Err(Refusal::invalid("source_type", Rule::Format("must stay as it is")));
        }
        let mut after = before.clone();
        self.apply_properties(kind, &mut after);
        if let Some(certificates) = &self.certificates
            && (!certificates.is_empty() || !ask::is_secured(&after))
        {
            after.certificates.clone_from(certificates);
        }
        after.has_secret |= said(self.secret.as_ref()).is_some();
        check(kind, &after, Some(before))?;
        Ok(after)
    }

    /// Refuses to follow TLS elsewhere without a word on certificates.
    fn has_accepted(&self, before: &AuthSource, after: &AuthSource) -> Result<(), Refusal> {
        let said = self.certificates.as_ref().is_some_and(|all| !all.is_empty());
        let asked =
            ask::is_secured(after) && (ask::leads_elsewhere(before, after) || after.certificates.is_empty());
        if asked && !said { Err(Refusal::invalid("certificates", Rule::Required)) } else { Ok(()) }
    }

    /// Refuses to send the kept password to somebody new: who may manage sources may not read their passwords by having
    /// them sent to a server of his own.
    pub(super) fn keeps_secret(&self, before: &AuthSource, after: &AuthSource) -> Result<(), Refusal> {
        let keeps = before.has_secret && said(self.secret.as_ref()).is_none();
        if keeps && ask::tells_others(before, after) {
            return Err(Refusal::invalid("properties.password", Rule::Required));
        }
        Ok(())
    }

    /// The shown name is two things in the vendor's product, a name and a property; who changes the one means both, unless
    /// he says otherwise with the other.
    fn apply_properties(&self, kind: &SourceType, after: &mut AuthSource) {
        let shown = after.shown_name().to_owned();
        if let Some(given) = &self.properties {
            after.properties = properties::settled(kind, given, &after.properties);
        }
        if let Some(name) = self.name.as_ref().filter(|name| **name != shown) {
            after.name.clone_from(name);
            let same =
                |(known, value): &&mut (String, String)| known == names::DISPLAY_NAME && *value == shown;
            if let Some((_, value)) = after.properties.iter_mut().find(same) {
                value.clone_from(name);
            }
        }
    }
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
