//! Listing auth sources.

use db::Conn;
use model::{Refusal, SourceId};

use super::{AuthSource, SourceType, TYPES, repo};
use crate::{Credential, Directory, Request, orgs};

/// What anybody may know of a source, to choose one for signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceName {
    /// Its id.
    pub id: SourceId,
    /// The name by which it is known.
    pub name: String,
    /// Its type.
    pub source_type: String,
}

/// All sources of the caller's organisation, by name, for any caller.
pub async fn list(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Vec<AuthSource>, Refusal> {
    let all =
        directory.read_as(request, credential, move |c, caller, _| Ok(repo::all(c, caller.org())?)).await;
    all.map(by_name)
}

/// The names of the sources of the organisation that the request came to, for whoever has not signed in yet.
pub async fn names(directory: &Directory, request: &Request) -> Result<Vec<SourceName>, Refusal> {
    let asked = request.clone();
    let read = move |c: &mut dyn Conn, _| {
        let org = orgs::repo::at_host(c, asked.host_text())?;
        repo::all(c, org)
    };
    let all = by_name(directory.read_plainly(request, read).await?);
    let name = |source: AuthSource| SourceName {
        id: source.id,
        name: source.shown_name().to_owned(),
        source_type: source.source_type,
    };
    Ok(all.into_iter().map(name).collect())
}

fn by_name(mut all: Vec<AuthSource>) -> Vec<AuthSource> {
    all.sort_by(|one, other| (one.shown_name(), one.id.0).cmp(&(other.shown_name(), other.id.0)));
    all
}

/// All types of sources, for any caller.
pub async fn types(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<&'static [SourceType], Refusal> {
    directory.glance_as(request, credential, |_, _, _| Ok(TYPES)).await
}
