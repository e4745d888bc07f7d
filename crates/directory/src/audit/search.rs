//! Reading the audit, newest first.

use std::cmp::Reverse;

use db::Conn;
use model::{Login, OrgKey, Privilege, Refusal, Timestamp};

use super::entry::Entry;
use super::repo::{self, Source, Span};
use crate::users::{Stretch, repo as users};
use crate::{Credential, Directory, Draft, Request};

/// The most entries that one search finds: older ones are asked for by dates.
const MOST: usize = 10_000;
/// The most users who had one name, one after the other.
const MOST_OF_A_NAME: usize = 8;

/// Which entries are wanted.
#[derive(Clone, Debug)]
pub struct AuditSearch {
    /// Which of those that are found.
    pub stretch: Stretch,
    /// Only what happened to users, and refused authentications.
    pub of_users: bool,
    /// Only what happened to the user of this login, without case, or to deleted ones whose login was spelled so, and
    /// what was refused to somebody who typed it.
    pub login: Option<Login>,
    /// The first instant.
    pub from: Option<Timestamp>,
    /// The first instant behind.
    pub until: Option<Timestamp>,
}

/// Some entries.
#[derive(Debug)]
pub struct Found {
    /// Those of the stretch, the newest first.
    pub entries: Vec<Entry>,
    /// How many were found, ten thousand at most: the newest ones.
    pub total: usize,
}

/// Events and refused authentications of the caller's organisation, the newest first; ten thousand of them at most, so
/// that no search looks at more. Refusals are counted by minute, and stand at its beginning.
///
/// Refuses `Forbidden` without `audit.read`.
pub async fn search(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<AuditSearch>,
) -> Result<Found, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::AuditRead)?;
            let wanted = wanted.as_ref().map_err(Clone::clone)?;
            Ok(found(c, caller.org(), wanted)?)
        })
        .await
}

/// One row, before it is read: when it happened, and which of a source's rows it is.
struct Hit {
    at: Timestamp,
    source: usize,
    place: usize,
}

fn found(c: &mut dyn Conn, org: OrgKey, wanted: &AuditSearch) -> db::Result<Found> {
    let span = Span { org, from: wanted.from, until: wanted.until, of_users: wanted.of_users };
    let sources = sources(c, org, wanted.login.as_ref())?;
    let mut hits = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let instants = repo::instants(c, &span, source, MOST)?;
        let hit = |(place, at)| Hit { at, source: number, place };
        hits.extend(instants.into_iter().enumerate().map(hit));
    }
    hits.sort_by_key(|hit| Reverse(hit.at));
    hits.truncate(MOST);
    let offset = usize::try_from(wanted.stretch.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(wanted.stretch.limit).unwrap_or(usize::MAX);
    let total = hits.len();
    let window: Vec<Hit> = hits.into_iter().skip(offset).take(limit).collect();
    Ok(Found { entries: entries(c, &span, &sources, &window)?, total })
}

/// Where entries are looked for: everywhere, or under each user who has or had the login.
fn sources(c: &mut dyn Conn, org: OrgKey, login: Option<&Login>) -> db::Result<Vec<Source>> {
    let Some(login) = login else { return Ok(vec![Source::Events, Source::Failures]) };
    let user = users::find_by_login(c, org, login.as_str())?;
    let spelled = user.as_ref().map_or(login, |user| &user.login).to_string();
    let gone = repo::deleted_of_name(c, org, login.as_str(), MOST_OF_A_NAME)?;
    let ids = user.map(|user| user.id.0).into_iter().chain(gone);
    let failures = Source::FailuresOf([login.to_string(), spelled]);
    Ok(ids.map(Source::EventsOf).chain([failures]).collect())
}

/// The rows of a window, in its order. Each source is sorted as the window is, so its rows in it are a stretch.
fn entries(c: &mut dyn Conn, span: &Span, sources: &[Source], window: &[Hit]) -> db::Result<Vec<Entry>> {
    let mut read = Vec::with_capacity(sources.len());
    for (number, source) in sources.iter().enumerate() {
        let mut places = window.iter().filter(|hit| hit.source == number).map(|hit| hit.place);
        let first = places.next();
        let rows = match first {
            Some(first) => repo::entries(c, span, source, first, places.count() + 1)?,
            None => Vec::new(),
        };
        read.push(rows.into_iter());
    }
    Ok(window.iter().filter_map(|hit| read.get_mut(hit.source)?.next()).collect())
}
