//! Deleting auth sources.

use model::{Noun, Privilege, Refusal, SourceId};

use super::create::printed;
use super::repo;
use crate::audit::{Changes, Event, Target};
use crate::run::Step;
use crate::{Credential, Directory, Request};

/// Deletes an auth source with its password. Users and groups that were linked to it stay, external and without a source;
/// nobody of them signs in any more.
///
/// Refuses `Forbidden` without `sources.manage`, `NotFound` for none.
pub async fn delete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    id: SourceId,
) -> Result<(), Refusal> {
    directory
        .write_as(request, credential, move |work, caller| -> Step<()> {
            caller.may(Privilege::SourcesManage)?;
            let org = caller.org();
            let found = repo::find(work.c, org, id)?;
            let (source, _) = found.ok_or_else(|| Refusal::no_such(Noun::Source, id.to_string()))?;
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
