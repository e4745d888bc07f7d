//! Deleting auth sources.

use model::refusal::Rule;
use model::{Conflict, OrgKey, Origin, Privilege, Refusal, SourceId};
use subtle::ConstantTimeEq;

use super::create::printed;
use super::types::names;
use super::{AuthSource, Secret, SourceType, get, repo, sealed};
use crate::audit::{Changes, Event, Target};
use crate::run::{Step, Work};
use crate::seals::Seals;
use crate::{Caller, Credential, Directory, Draft, Request, groups, users};

/// The most users and groups that go with a source in one call: nobody else writes meanwhile.
const MOST_GONE: usize = 10_000;

/// Which source is to be deleted, and what some types ask for.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// The source.
    pub id: SourceId,
    /// The name and password it was made with, where they are given.
    pub login: Option<String>,
    /// The password.
    pub secret: Option<Secret>,
    /// Not to ask for them, where the type allows that.
    pub force: bool,
}

/// Deletes an auth source with its password, and the users and groups that were imported from it. Users who were merely
/// linked to it stay, external and without a source, and their sign-in sessions end.
///
/// Refuses `Forbidden` without `sources.manage`, `NotFound` for none, `Invalid` without the login that the type asks for,
/// and `Conflict` where the caller himself or the last administrator would go or sign in no more, and with more than 10,000
/// users and groups.
pub async fn delete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<Deletion>,
) -> Result<(), Refusal> {
    let seals = directory.seals();
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::SourcesManage)?;
            let deletion = draft.as_ref().map_err(Clone::clone)?;
            let (org, id) = (caller.org(), deletion.id);
            let (source, kept) = repo::addressed(work.c, org, id)?;
            deletion.is_allowed(&seals, org, &source, kept.as_deref())?;
            end_all(work, caller, &source)?;
            repo::delete(work.c, source.key)?;
            let mut changes = Changes::default();
            changes.lost("name", source.name.as_str());
            changes.lost("type", source.source_type.as_str());
            for (name, value) in printed(&source) {
                changes.lost(name, value);
            }
            let target = Target { kind: "source", id: id.0, name: source.name.clone() };
            work.record(caller, &Event { name: "source.deleted", target, changes })?;
            work.changed(org, "source", id.0, "deleted", source.version + 1)
        })
        .await
}

impl Deletion {
    /// Whether the login is right where one is asked for. Told apart is only which of the two is missing, never which is
    /// wrong.
    fn is_allowed(
        &self,
        seals: &Seals,
        org: OrgKey,
        source: &AuthSource,
        kept: Option<&[u8]>,
    ) -> Result<(), Refusal> {
        let kind = SourceType::find(&source.source_type);
        let (asks, forced) = kind.map_or((false, false), |kind| (kind.asks_who_deletes, kind.can_be_forced));
        let Some(kept) = kept.filter(|_| asks && !(self.force && forced)) else { return Ok(()) };
        let Some(login) = &self.login else {
            return Err(Refusal::invalid("nameValuePairs.user-name", Rule::Required));
        };
        let Some(secret) = &self.secret else {
            return Err(Refusal::invalid("nameValuePairs.password", Rule::Required));
        };
        let kept = sealed::open(seals, org, source.id, kept).ok_or_else(get::lost)?;
        let same_name =
            source.property(names::USER_NAME).unwrap_or_default().as_bytes().ct_eq(login.as_bytes());
        let same_secret = kept.expose().as_bytes().ct_eq(secret.expose().as_bytes());
        if bool::from(same_name & same_secret) {
            Ok(())
        } else {
            let rule = Rule::Format("must be the user-name and password the source was made with");
            Err(Refusal::invalid("nameValuePairs", rule))
        }
    }
}

/// Deletes who and what was imported from a source, and takes it from whomever was linked to it.
fn end_all(work: &mut Work<'_>, caller: &Caller, source: &AuthSource) -> Step<()> {
    let most = i64::try_from(MOST_GONE).unwrap_or(i64::MAX);
    let users = users::repo::of_source(work.c, source.key, most + 1)?;
    let groups = groups::repo::of_source(work.c, caller.org(), source.key)?;
    if users.len() + groups.len() > MOST_GONE {
        let words = "more than 10,000 users and groups come from the auth source; delete some of them first";
        return Err(Refusal::Conflict(Conflict::State(words)).into());
    }
    for group in &groups {
        groups::delete_one(work, caller, group)?;
    }
    for user in users {
        match user.origin {
            Origin::Imported(_) => users::delete_one(work, caller, &user)?,
            Origin::Local | Origin::External(_) => users::unlink_one(work, caller, user, source.key)?,
        }
    }
    Ok(())
}
