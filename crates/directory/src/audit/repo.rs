//! The rows of the audit.

use db::Conn;
use model::{OrgKey, Timestamp};

use super::{Actor, Event, FailureKey, Targets};
use crate::run::Work;

/// Where events stand.
pub(crate) const TABLE: &str = "audit_events";
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
