//! The audit in the vendor's words (contract section 6.4; `one-record` section 12).

use directory::Draft;
use directory::audit::{AuditSearch, Changed, Entry, What};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Login, Refusal, Rule, Timestamp, TokenKind};

use super::page::Sent;
use super::token::{day, within};
use crate::wire::AuditEntry;

/// What is printed where there is nothing to tell.
const NOTHING: &str = "N/A";
/// What is printed for the number of something that does not exist here.
const NO_NUMBER: &str = "0";
/// The operation type of refused authentications.
const FAILED: &str = "Authentication Failed";

/// The entries that are asked for (section 6.4). Days begin and end in `zone`, and both ends count whole.
pub fn audit_search(sent: &Sent<'_>, zone: &TimeZone) -> Draft<AuditSearch> {
    let of_users = match sent.text("AUDITTYPE")?.as_deref() {
        None => false,
        Some(kind) if kind.eq_ignore_ascii_case("ALL") => false,
        Some(kind) if kind.eq_ignore_ascii_case("USER") => true,
        Some(_) => return Err(Refusal::invalid("AUDITTYPE", Rule::UnknownValue)),
    };
    let login = sent.text("USERNAME")?.map(|name| Login::new(&name));
    let login = login.transpose().map_err(|rule| Refusal::invalid("USERNAME", rule))?;
    // The last day of the calendar has no instant, and what is behind it neither.
    let from = date(sent, "STARTDATE")?.map(|day| start_of(day, zone).unwrap_or(Timestamp::MAX));
    let until = date(sent, "ENDDATE")?.and_then(|day| start_of(day.tomorrow().ok()?, zone));
    Ok(AuditSearch { stretch: sent.stretch()?, of_users, login, from, until })
}

fn date(sent: &Sent<'_>, name: &'static str) -> Draft<Option<Date>> {
    let bad = || Refusal::invalid(name, Rule::Format("must be a date as 2030-12-31"));
    sent.text(name)?.map(|text| day(text.trim()).ok_or_else(bad)).transpose()
}

fn start_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|start| within(start.timestamp()))
}

/// One entry.
pub fn audit_entry<'a>(entry: &'a Entry, zone: &TimeZone) -> AuditEntry<'a> {
    let target = entry.target.as_ref();
    let user = target.filter(|target| target.kind == "user");
    let thing = target.filter(|target| target.kind != "user");
    AuditEntry {
        resource_name: thing.map_or(NOTHING, |thing| &thing.name),
        operation_type: operation_type(&entry.what),
        user_account: NOTHING,
        user_name: user.map_or(NOTHING, |user| &user.name),
        audit_id: &entry.id,
        client_type: "REST API",
        time: entry.at.micros().div_euclid(1_000).to_string(),
        user_account_id: NO_NUMBER,
        reason: reason(&entry.what),
        operated_by: entry.actor.as_deref().unwrap_or(NOTHING),
        ip_address: entry.address.as_deref().unwrap_or(NOTHING),
        resource_id: NO_NUMBER,
        time_stamp: time_stamp(entry.at, zone),
        full_name: user.and_then(|user| user.full_name.as_deref()).unwrap_or(NOTHING),
        ticket_id: NOTHING,
    }
}

fn time_stamp(at: Timestamp, zone: &TimeZone) -> String {
    let instant = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    instant.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

/// The vendor's word for what happened, as far as he has one. Names of events are the store's, so others may come.
fn operation_type(what: &What) -> &'static str {
    match what {
        What::Failed { .. } => FAILED,
        What::Refused { .. } => NOTHING,
        What::Event { name, changes } => match name.as_str() {
            "user.created" => "User Added",
            "user.enabled" => "User Enabled",
            "user.disabled" => "User Disabled",
            "user.locked" => "User Locked",
            "user.unlocked" => "User Unlocked",
            "user.deleted" => "User Deleted",
            "group.created" => "Group Added",
            "group.updated" => "Group Modified",
            "group.deleted" => "Group Deleted",
            "role.created" => "Role Added",
            "role.updated" => "Role Modified",
            "role.deleted" => "Role Deleted",
            name if name.starts_with("user.") || name.starts_with("membership.") => "User Modified",
            name if name.starts_with("grant.") => "Role Changed",
            name if name.starts_with("token.") && is_authtoken(changes) => "Authtoken Regenerated",
            _ => NOTHING,
        },
    }
}

fn is_authtoken(changes: &[Changed]) -> bool {
    let kind = TokenKind::Pam360.name();
    changes.iter().any(|change| {
        change.field == "kind" && [&change.before, &change.after].iter().any(|side| *side == kind)
    })
}

/// Why something was refused and how often in that minute, or the names of the fields that an event changed.
fn reason(what: &What) -> String {
    match what {
        What::Failed { reason, times } => counted(reason, *times),
        What::Refused { times } => counted("not authorized", *times),
        What::Event { changes, .. } => {
            let fields: Vec<_> = changes.iter().map(|change| change.field.as_str()).collect();
            if fields.is_empty() { NOTHING.to_owned() } else { fields.join(", ") }
        }
    }
}

fn counted(reason: &str, times: i64) -> String {
    if times == 1 { reason.to_owned() } else { format!("{reason} ({times} times)") }
}
