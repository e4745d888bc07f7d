//! The rows of the audit.

use db::{Columns, Conn, Param};
use model::{OrgKey, RequestId, Timestamp};
use sha2::{Digest, Sha256};

use super::entry::{AuditTarget, Changed, Entry, What};
use super::{Actor, Event, FailureKey, Targets};
use crate::run::Work;

/// Where events stand.
pub(crate) const TABLE: &str = "audit_events";
/// The reason under which refused accesses are counted.
pub(crate) const FORBIDDEN: &str = "forbidden";
/// The most rows of counted failures that are kept; the oldest minutes go first.
const MOST_FAILURES: i64 = 100_000;

pub(super) fn insert(
    work: &mut Work<'_>,
    org: OrgKey,
    actor: &Actor,
    event: &Event,
    changes: Option<&str>,
) -> db::Result<()> {
    let address = work.request.address_text();
    let seq = db::order::next(work.c.engine(), TABLE);
    work.c
        .send(
            &format!(
                "INSERT INTO audit_events (request_id, place, org_key, at, event, outcome, actor_id, actor_login, via,
                     operation, credential_kind, credential_id, address, target_kind, target_id, target_name, changes, seq)
                 VALUES ($1, $2, $3, $4, $5, 'done', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, {seq})"
            ),
            &[
                work.request.id.0.into(),
                work.events.into(),
                org.0.into(),
                work.now.micros().into(),
                event.name.into(),
                actor.id.map(|id| id.0).into(),
                actor.login.as_str().into(),
                work.request.via.name().into(),
                work.request.operation.into(),
                actor.credential.map(|(kind, _)| kind).into(),
                actor.credential.map(|(_, id)| id.0).into(),
                address.as_deref().into(),
                event.target.kind.into(),
                event.target.id.into(),
                event.target.name.as_str().into(),
                changes.into(),
            ],
        )
}

/// Writes an event for each of `targets`, in their order; how many there were.
pub(super) fn insert_each(
    work: &mut Work<'_>,
    org: OrgKey,
    actor: &Actor,
    at: Timestamp,
    (name, kind, changes): (&str, &str, Option<&str>),
    targets: &Targets<'_>,
) -> db::Result<i64> {
    let address = work.request.address_text();
    targets.insert_into(
        work.c,
        TABLE,
        work.events,
        &[("target_id", "id"), ("target_name", "name")],
        &[
            ("request_id", work.request.id.0.into()),
            ("org_key", org.0.into()),
            ("at", at.micros().into()),
            ("event", name.into()),
            ("outcome", "done".into()),
            ("actor_id", actor.id.map(|id| id.0).into()),
            ("actor_login", actor.login.as_str().into()),
            ("via", work.request.via.name().into()),
            ("operation", work.request.operation.into()),
            ("address", address.as_deref().into()),
            ("target_kind", kind.into()),
            ("changes", changes.into()),
        ],
    )
}

/// Adds counts to what the store has of their minutes, unless their organisation has gone, and keeps the table bounded.
pub(crate) fn add_failures(c: &mut dyn Conn, counts: &[(i64, FailureKey, i64)]) -> db::Result<()> {
    for (minute, key, times) in counts {
        c.send(
            "INSERT INTO audit_failures (minute, org_key, address, subject, reason, via, times)
             SELECT $1, org_key, $2, $3, $4, $5, $6 FROM orgs WHERE org_key = $7 AND leaving IS NULL
             ON CONFLICT (minute, org_key, address, subject, reason, via)
             DO UPDATE SET times = audit_failures.times + $6",
            &[
                (*minute).into(),
                key.address.as_str().into(),
                key.subject.as_str().into(),
                key.reason.into(),
                key.via.into(),
                (*times).into(),
                key.org.0.into(),
            ],
        )?;
    }
    let rows: i64 = c.one("SELECT count(*) FROM audit_failures", &[], |row| row.get(0))?;
    if rows > MOST_FAILURES {
        let kept_from: i64 = c.one(
            "SELECT minute FROM audit_failures ORDER BY minute DESC LIMIT 1 OFFSET $1",
            &[MOST_FAILURES.into()],
            |row| row.get(0),
        )?;
        c.send("DELETE FROM audit_failures WHERE minute <= $1", &[kept_from.into()])?;
    }
    Ok(())
}

/// The part of the audit that is searched.
pub(super) struct Span {
    pub org: OrgKey,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub of_users: bool,
}

/// Rows of one order.
pub(super) enum Source {
    /// All events.
    Events,
    /// Those of one target.
    EventsOf([u8; 16]),
    /// All counts of refusals.
    Failures,
    /// Those of what was typed, in either spelling.
    FailuresOf([String; 2]),
}

const MICROS_A_MINUTE: i64 = 60_000_000;

impl Source {
    const fn is_of_events(&self) -> bool {
        matches!(self, Self::Events | Self::EventsOf(_))
    }

    /// What follows `FROM`, with the order.
    fn rest(&self, of_users: bool) -> String {
        let (condition, users) = match self {
            Self::Events => ("", " AND a.target_kind = 'user'"),
            Self::EventsOf(_) => (" AND a.target_id = $6", " AND a.target_kind = 'user'"),
            Self::Failures => ("", " AND a.reason <> 'forbidden'"),
            Self::FailuresOf(_) => (" AND a.subject IN ($6, $7)", " AND a.reason <> 'forbidden'"),
        };
        let users = if of_users { users } else { "" };
        if self.is_of_events() {
            format!(
                "WHERE a.org_key = $1 AND a.at >= $2 AND a.at < $3{condition}{users}
                 ORDER BY a.at DESC, a.request_id DESC, a.place DESC LIMIT $4 OFFSET $5"
            )
        } else {
            format!(
                "WHERE a.org_key = $1 AND a.minute >= $2 AND a.minute < $3{condition}{users}
                 ORDER BY a.minute DESC, a.address DESC, a.subject DESC, a.reason DESC, a.via DESC
                 LIMIT $4 OFFSET $5"
            )
        }
    }

    fn params<'a>(&'a self, span: &Span, offset: usize, limit: usize) -> Vec<Param<'a>> {
        let from = span.from.map_or(i64::MIN, Timestamp::micros);
        let until = span.until.map_or(i64::MAX, Timestamp::micros);
        // A minute is within the span when its beginning is.
        let unit = if self.is_of_events() { 1 } else { MICROS_A_MINUTE };
        let (from, until) = (first_from(from, unit), first_from(until, unit));
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let mut params: Vec<Param<'a>> =
            vec![span.org.0.into(), from.into(), until.into(), count(limit).into(), count(offset).into()];
        match self {
            Self::Events | Self::Failures => {}
            Self::EventsOf(id) => params.push((*id).into()),
            Self::FailuresOf([typed, spelled]) => {
                params.extend([Param::from(typed.as_str()), spelled.as_str().into()]);
            }
        }
        params
    }
}

/// The first unit that begins at or behind an instant.
const fn first_from(micros: i64, unit: i64) -> i64 {
    micros.saturating_add(unit - 1).div_euclid(unit)
}

/// When the newest of a source were, the newest first.
pub(super) fn instants(
    c: &mut dyn Conn,
    span: &Span,
    source: &Source,
    most: usize,
) -> db::Result<Vec<Timestamp>> {
    let (from, factor) = if source.is_of_events() {
        ("a.at FROM audit_events a", 1)
    } else {
        ("a.minute FROM audit_failures a", MICROS_A_MINUTE)
    };
    let sql = format!("SELECT {from} {}", source.rest(span.of_users));
    c.all(&sql, &source.params(span, 0, most), |row| Ok(instant(row.get::<i64>(0)?.saturating_mul(factor))))
}

/// So many entries of a source behind the first `offset`, the newest first.
pub(super) fn entries(
    c: &mut dyn Conn,
    span: &Span,
    source: &Source,
    offset: usize,
    limit: usize,
) -> db::Result<Vec<Entry>> {
    let (select, read): (_, fn(&mut Columns<'_>) -> db::Result<Entry>) =
        if source.is_of_events() { (EVENTS, event) } else { (FAILURES, failure) };
    let sql = format!("{select} {}", source.rest(span.of_users));
    c.all(&sql, &source.params(span, offset, limit), |row| read(&mut row.columns()))
}

const EVENTS: &str = "SELECT a.request_id, a.place, a.at, a.event, a.actor_login, a.address, a.target_kind,
         a.target_name, a.changes, u.display, u.given, u.family
     FROM audit_events a LEFT JOIN users u ON u.org_key = a.org_key AND u.user_id = a.target_id";

fn event(r: &mut Columns<'_>) -> db::Result<Entry> {
    let (request, place) = (RequestId(r.next()?), r.next::<i64>()?);
    let (at, name) = (instant(r.next()?), r.next()?);
    let (actor, address) = (r.next()?, r.next()?);
    let (kind, called): (Option<String>, Option<String>) = (r.next()?, r.next()?);
    let changes = r.next::<Option<String>>()?.map(|changes| serde_json::from_str::<Vec<Changed>>(&changes));
    let changes =
        changes.transpose().map_err(|_| db::Error::schema("what an event changed cannot be read"))?;
    let (display, given, family): (Option<String>, Option<String>, Option<String>) =
        (r.next()?, r.next()?, r.next()?);
    let names: Vec<_> = given.into_iter().chain(family).collect();
    let full_name = display.or_else(|| (!names.is_empty()).then(|| names.join(" ")));
    let target = kind.zip(called).map(|(kind, name)| AuditTarget { kind, name, full_name });
    let what = What::Event { name, changes: changes.unwrap_or_default() };
    Ok(Entry { id: format!("{request}.{place}"), at, what, target, actor, address })
}

const FAILURES: &str =
    "SELECT a.minute, a.address, a.subject, a.reason, a.via, a.times FROM audit_failures a";

fn failure(r: &mut Columns<'_>) -> db::Result<Entry> {
    let (minute, address): (i64, String) = (r.next()?, r.next()?);
    let (subject, reason, via): (String, String, String) = (r.next()?, r.next()?, r.next()?);
    let times = r.next()?;
    let mut digest = Sha256::new_with_prefix(minute.to_be_bytes());
    for part in [&address, &subject, &reason, &via] {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    let id = digest.finalize().first_chunk().copied().unwrap_or_default();
    let id = uuid::Uuid::from_bytes(id).to_string();
    let what = if reason == FORBIDDEN { What::Refused { times } } else { What::Failed { reason, times } };
    let target = Some(AuditTarget { kind: "user".to_owned(), name: subject, full_name: None });
    let address = Some(address).filter(|address| !address.is_empty());
    let at = instant(minute.saturating_mul(MICROS_A_MINUTE));
    Ok(Entry { id, at, what, target, actor: None, address })
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros).unwrap_or_default()
}

/// The ids of users whose login was spelled so when they were deleted, the last ones first.
pub(super) fn deleted_of_name(
    c: &mut dyn Conn,
    org: OrgKey,
    login: &str,
    most: usize,
) -> db::Result<Vec<[u8; 16]>> {
    c.all(
        "SELECT target_id FROM audit_events
         WHERE org_key = $1 AND target_name = $2 AND event = 'user.deleted'
         ORDER BY at DESC LIMIT $3",
        &[org.0.into(), login.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
        |row| row.get(0),
    )
}
