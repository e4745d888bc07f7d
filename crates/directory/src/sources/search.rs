//! Searching at a source.

use ldap::{Found, Group, Person};
use model::refusal::Rule;
use model::{Refusal, SourceId};

use super::{ask, connect, get};
use crate::{Credential, Directory, Draft, Request};

/// The most that one search tells of. Who wants more asks for less at once.
pub const MOST_FOUND: usize = 1_000;
/// The most characters of what is searched for.
const MOST_TYPED: usize = 255;

/// What is searched for, and where.
#[derive(Clone, Debug)]
pub struct Search {
    /// The source.
    pub source: SourceId,
    /// The name by which the source knows them, `*` standing for anything; every other character for itself.
    pub name: String,
}

/// Users at a source, [`MOST_FOUND`] at most.
///
/// Refuses `Forbidden` without `sources.manage`, `NotFound` for no such source, `Invalid` for a name that is none,
/// `SourceFailed` for a source that cannot be asked.
pub async fn search_users(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<Search>,
) -> Result<Found<Person>, Refusal> {
    let (server, name) = opened(directory, request, credential, draft).await?;
    let _turn = ask::turn()?;
    server.search_users(&name, MOST_FOUND).await.map_err(|error| ask::failed(false, &error))
}

/// Groups at a source. As [`search_users`].
pub async fn search_groups(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<Search>,
) -> Result<Found<Group>, Refusal> {
    let (server, name) = opened(directory, request, credential, draft).await?;
    let _turn = ask::turn()?;
    server.search_groups(&name, MOST_FOUND).await.map_err(|error| ask::failed(false, &error))
}

async fn opened(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<Search>,
) -> Result<(ldap::Source, String), Refusal> {
    let wanted = draft.clone().map(|search| search.source);
    let opened = get::open(directory, request, credential, wanted).await?;
    let name = draft?.name;
    if name.trim().is_empty() {
        return Err(Refusal::invalid("name", Rule::Required));
    }
    if name.chars().count() > MOST_TYPED {
        return Err(Refusal::invalid("name", Rule::TooLong { max: MOST_TYPED }));
    }
    let server = connect::ldap(&opened.source, opened.secret.as_ref())?;
    Ok((server, name))
}
