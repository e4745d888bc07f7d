//! Writing what an update changed: rows, effects on sessions and tokens, audit, one version.

use std::collections::BTreeMap;

use db::Conn;
use model::{Dialect, Lock, Noun, Origin, Refusal, Slot, Timestamp, User, UserView};

use super::{origin, repo};
use crate::audit::{Changes, Event, Target};
use crate::passwords::StoredPassword;
use crate::run::{Step, Work};
use crate::tokens::NewTerms;
use crate::{Caller, groups, roles, tokens};

/// What an update changes beside the record.
#[derive(Default)]
pub(super) struct Following<'a> {
    pub password: Option<&'a StoredPassword>,
    pub terms: Option<NewTerms>,
}

/// Writes the difference of `before` and `after`, the new password and the terms of the token, with everything that
/// follows from it.
pub(super) fn write(
    work: &mut Work<'_>,
    caller: &Caller,
    before: &UserView,
    after: &UserView,
    following: &Following<'_>,
) -> Step<()> {
    let (key, org) = (before.user.key, before.user.org);
    let renamed = before.user.login.key() != after.user.login.key();
    if renamed && repo::find_by_login(work.c, org, after.user.login.as_str())?.is_some() {
        return Err(Refusal::Exists { what: Noun::User, name: after.user.login.to_string() }.into());
    }
    repo::update(work.c, &after.user, work.now)?;
    if before.emails != after.emails
        || before.phones != after.phones
        || names(&before.user) != names(&after.user)
    {
        repo::rewrite_contacts(work.c, after)?;
    }
    if before.attributes != after.attributes {
        repo::rewrite_attributes(work.c, after)?;
    }
    for dialect in Dialect::ALL {
        let said = after.residue.get(&dialect);
        if before.residue.get(&dialect) != said {
            repo::replace_residue(work.c, key, dialect, said)?;
        }
    }
    if before.pins != after.pins {
        repo::rewrite_pins(work.c, key, &after.pins)?;
    }
    write_memberships(work.c, before, after)?;
    write_managers(work.c, before, after)?;
    write_grants(work.c, before, after)?;
    if let Some(stored) = following.password {
        repo::set_password(work.c, key, stored, work.now)?;
        let own = caller.key() == Some(key);
        let kept = caller.token().filter(|_| own).map(|token| token.digest);
        tokens::repo::delete_sessions_but(work.c, key, kept)?;
    }
    end_sessions(work.c, before, after, work.now)?;
    if let Some(terms) = &following.terms {
        tokens::follow(work, caller, &after.user, terms)?;
    }
    record(work, caller, before, after, following.password.is_some())
}

/// Everything a search looks through.
fn names(user: &User) -> [Option<&str>; 4] {
    [Some(user.login.as_str()), user.given.as_deref(), user.family.as_deref(), user.display.as_deref()]
}

fn write_memberships(c: &mut dyn Conn, before: &UserView, after: &UserView) -> db::Result<()> {
    for row in &before.memberships {
        if !after.memberships.iter().any(|other| other.group == row.group) {
            groups::repo::delete_membership(c, row.user, row.group)?;
        }
    }
    for row in &after.memberships {
        if !before.memberships.contains(row) {
            groups::repo::put_membership(
                c,
                row.user,
                row.group,
                row.from,
                row.until,
                row.joined,
                row.dialect,
            )?;
        }
    }
    Ok(())
}

fn write_managers(c: &mut dyn Conn, before: &UserView, after: &UserView) -> db::Result<()> {
    let key = before.user.key;
    for managed in before.manages.iter().filter(|managed| !after.manages.contains(managed)) {
        groups::repo::delete_manager(c, managed.group, key)?;
    }
    for managed in after.manages.iter().filter(|managed| !before.manages.contains(managed)) {
        groups::repo::put_manager(c, managed.group, key)?;
    }
    Ok(())
}

fn write_grants(c: &mut dyn Conn, before: &UserView, after: &UserView) -> db::Result<()> {
    let holder = model::Holder::User(before.user.key);
    for grant in &before.grants {
        if !after.grants.iter().any(|other| other.role == grant.role) {
            roles::repo::delete_grant(c, holder, grant.role)?;
        }
    }
    for grant in &after.grants {
        if !before.grants.contains(grant) {
            roles::repo::put_grant(c, holder, grant.role, &grant.objects, grant.all_objects_said)?;
        }
    }
    Ok(())
}

/// A user who is kept out now, or for whose password another answers, loses the sign-in sessions for good; a window that
/// ends earlier ends them with it (`one-record` 2.4). Who becomes local gets a password, and that ends them.
fn end_sessions(c: &mut dyn Conn, before: &UserView, after: &UserView, now: Timestamp) -> db::Result<()> {
    let (old, new) = (&before.user, &after.user);
    let shut = |user: &User| {
        !user.enabled || user.lock.as_ref().is_some_and(|lock| lock.in_force(now)) || !user.window.holds(now)
    };
    let asked_elsewhere = new.origin != Origin::Local
        && (old.origin == Origin::Local || old.origin.source() != new.origin.source());
    if (shut(new) && !shut(old)) || asked_elsewhere {
        tokens::repo::delete_sessions_but(c, new.key, None)?;
    }
    match new.window.until() {
        Some(until) if old.window != new.window => tokens::repo::cap_sessions(c, new.key, until),
        _ => Ok(()),
    }
}

fn record(
    work: &mut Work<'_>,
    caller: &Caller,
    before: &UserView,
    after: &UserView,
    password: bool,
) -> Step<()> {
    let (old, new) = (&before.user, &after.user);
    let target = Target { kind: "user", id: new.id.0, name: new.login.to_string() };
    let mut events: Vec<(&'static str, Changes)> = Vec::new();
    if old.login.as_str() != new.login.as_str() {
        events.push(("user.renamed", Changes::one("login", old.login.as_str(), new.login.as_str())));
    }
    if old.enabled != new.enabled {
        let name = if new.enabled { "user.enabled" } else { "user.disabled" };
        events.push((name, Changes::one("enabled", old.enabled, new.enabled)));
    }
    if old.lock != new.lock {
        let name = if new.lock.is_some() { "user.locked" } else { "user.unlocked" };
        let reason = |lock: &Option<Lock>| lock.as_ref().and_then(|lock| lock.reason.clone());
        let mut changes = Changes::one("lock_reason", reason(&old.lock), reason(&new.lock));
        let until =
            |lock: &Option<Lock>| lock.as_ref().and_then(|lock| lock.until).map(|at| format!("{at:?}"));
        changes.both("lock_until", until(&old.lock), until(&new.lock));
        events.push((name, changes));
    }
    if old.window != new.window {
        let shown = |at: Option<Timestamp>| at.map(|at| format!("{at:?}"));
        let mut changes = Changes::one("window_from", shown(old.window.from()), shown(new.window.from()));
        changes.both("window_until", shown(old.window.until()), shown(new.window.until()));
        events.push(("user.window_changed", changes));
    }
    if password {
        let name = if caller.key() == Some(new.key) { "user.password_changed" } else { "user.password_set" };
        events.push((name, Changes::one("password", None::<String>, "changed")));
    }
    events.extend(membership_events(before, after));
    events.extend(grant_events(before, after));
    let mut other = other_changes(before, after);
    if old.origin != new.origin {
        let (before, after) = (origin::told(work.c, old.origin)?, origin::told(work.c, new.origin)?);
        other.both("origin", before, after);
    }
    // A version without an event would be a change that nobody can account for.
    if !other.is_empty() || events.is_empty() {
        events.push(("user.updated", other));
    }
    for (name, changes) in events {
        work.record(caller, &Event { name, target: target.clone(), changes })?;
    }
    work.changed(new.org, "user", new.id.0, "updated", old.version + 1)
}

fn membership_events(before: &UserView, after: &UserView) -> Vec<(&'static str, Changes)> {
    let mut events = Vec::new();
    for row in &before.memberships {
        if !after.memberships.iter().any(|other| other.group == row.group) {
            events
                .push(("membership.removed", Changes::one("group", row.group_name.as_str(), None::<String>)));
        }
    }
    for row in after.memberships.iter().filter(|row| !before.memberships.contains(row)) {
        let stood = before.memberships.iter().any(|other| other.group == row.group);
        let mut changes = Changes::one("group", None::<String>, row.group_name.as_str());
        changes.set("from", format!("{:?}", row.from));
        changes.set("until", row.until.map(|at| format!("{at:?}")));
        events.push((if stood { "membership.changed" } else { "membership.added" }, changes));
    }
    events
}

fn grant_events(before: &UserView, after: &UserView) -> Vec<(&'static str, Changes)> {
    let mut events = Vec::new();
    for grant in &before.grants {
        if !after.grants.iter().any(|other| other.role == grant.role) {
            events.push(("grant.taken", Changes::one("role", grant.role_name.as_str(), None::<String>)));
        }
    }
    for grant in after.grants.iter().filter(|grant| !before.grants.contains(grant)) {
        let stood = before.grants.iter().any(|other| other.role == grant.role);
        let name = if stood { "grant.changed" } else { "grant.given" };
        events.push((name, Changes::one("role", None::<String>, grant.role_name.as_str())));
    }
    events
}

fn other_changes(before: &UserView, after: &UserView) -> Changes {
    let mut changes = Changes::default();
    let (old, new) = (&before.user, &after.user);
    for (field, old, new) in [
        ("given", &old.given, &new.given),
        ("family", &old.family, &new.family),
        ("display", &old.display, &new.display),
        ("personnel_number", &old.personnel_number, &new.personnel_number),
        ("department", &old.department, &new.department),
        ("location", &old.location, &new.location),
        ("locale", &old.locale, &new.locale),
        ("gender", &old.gender, &new.gender),
    ] {
        changes.both(field, old.clone(), new.clone());
    }
    let joined = |texts: Vec<&str>| (!texts.is_empty()).then(|| texts.join("; "));
    changes.both("emails", emails(before), emails(after));
    changes.both("phones", phones(before), phones(after));
    changes.both("wordings", wordings(before, after), wordings(after, before));
    changes.both("must_change", old.must_change, new.must_change);
    changes.both("unlock_on_password", old.unlock_on_password, new.unlock_on_password);
    let managed =
        |view: &UserView| joined(view.manages.iter().map(|managed| managed.group_name.as_str()).collect());
    changes.both("manages", managed(before), managed(after));
    changes.both("attributes", only_in(&before.attributes, after), only_in(&after.attributes, before));
    for dialect in Dialect::ALL {
        let said = |view: &UserView| view.residue.get(&dialect).map(model::Residue::to_json);
        changes.both(&format!("residue.{}", dialect.name()), said(before), said(after));
    }
    changes
}

/// Addresses with all that makes one differ from another: where only a type or a place changed, that is the change.
fn emails(view: &UserView) -> Option<String> {
    let entry = |email: &model::Email| {
        described(email.value(), email.kind.as_deref(), email.primary, email.display.as_deref(), email.slot)
    };
    listed(view.emails.iter().map(entry))
}

fn phones(view: &UserView) -> Option<String> {
    let entry = |phone: &model::Phone| {
        described(phone.text(), phone.kind.as_deref(), phone.primary, phone.display.as_deref(), phone.slot)
    };
    listed(view.phones.iter().map(entry))
}

fn described(
    value: &str,
    kind: Option<&str>,
    primary: bool,
    display: Option<&str>,
    slot: Option<Slot>,
) -> String {
    let more = [kind, primary.then_some("primary"), display, slot.map(Slot::word)];
    let more: Vec<&str> = more.into_iter().flatten().collect();
    if more.is_empty() { value.to_owned() } else { format!("{value} ({})", more.join(", ")) }
}

/// The wordings that the other state of the record has not.
fn wordings(view: &UserView, other: &UserView) -> Option<String> {
    let only = view.pins.iter().filter(|pin| !other.pins.contains(pin));
    listed(only.map(|pin| format!("{} {}: {}", pin.dialect.name(), pin.field, pin.wording)))
}

fn listed(entries: impl Iterator<Item = String>) -> Option<String> {
    let all: Vec<String> = entries.collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// The attributes that the other state of the record has not, or has otherwise.
fn only_in(attributes: &BTreeMap<String, String>, other: &UserView) -> serde_json::Value {
    let differs = |(name, value): &(&String, &String)| other.attributes.get(*name) != Some(*value);
    serde_json::json!(attributes.iter().filter(differs).collect::<BTreeMap<_, _>>())
}
