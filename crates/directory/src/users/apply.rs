//! Applying a change to a user in memory: pure, total, and no word of SQL.

use model::{Email, Lock, Origin, Phone, Pin, Slot, Timestamp, User, UserView};

use super::change::{Change, NewLock, TextField};

/// What applying needs to know besides the user.
pub(super) struct Context<'a> {
    pub now: Timestamp,
    /// The caller's login, for the reason of a lock.
    pub caller: &'a str,
}

/// The phones of a new user whose dialect sends texts alone.
pub fn phones_of(texts: &[String]) -> Vec<Phone> {
    let mut phones = Vec::new();
    phone_texts(&mut phones, texts, |phone| phone.text().to_owned());
    phones
}

/// Applies one change. Passwords, memberships and grants are applied where the store can be asked.
pub(super) fn apply(view: &mut UserView, change: &Change, context: &Context<'_>) {
    match change {
        Change::Login(login) => view.user.login = login.clone(),
        Change::Text(field, value) => text(&mut view.user, *field).clone_from(value),
        Change::EmailIn(slot, value) => email_in(&mut view.emails, *slot, value.as_deref()),
        Change::Emails(list) => {
            view.emails.clone_from(list);
            give_email_slots(&mut view.emails);
        }
        Change::PhoneIn(slot, phone) => phone_in(&mut view.phones, *slot, phone.clone()),
        Change::PhoneTexts { texts, shown } => phone_texts(&mut view.phones, texts, *shown),
        Change::Phones(list) => phone_list(&mut view.phones, list),
        Change::PrimaryPhone(slot) => {
            if view.phones.iter().any(|phone| phone.slot == Some(*slot)) {
                for phone in &mut view.phones {
                    phone.primary = phone.slot == Some(*slot);
                }
            }
        }
        Change::Enabled(enabled) => view.user.enabled = *enabled,
        Change::Lock(lock) => view.user.lock = lock_of(view.user.lock.take(), lock.as_ref(), context),
        Change::LockEnd(until) => {
            if let Some(lock) = view.user.lock.as_mut().filter(|lock| lock.in_force(context.now)) {
                lock.until = *until;
            }
        }
        Change::Window(window) => view.user.window = *window,
        Change::MustChange(must) => view.user.must_change = *must,
        Change::UnlockOnPassword(unlock) => view.user.unlock_on_password = *unlock,
        // Whoever says no more than that a user is external does not take the link to his source.
        Change::Origin(Origin::External(None)) if view.user.origin != Origin::Local => {}
        Change::Origin(origin) => {
            view.user.origin = *origin;
            if *origin != Origin::Local {
                view.user.has_password = false;
            }
        }
        Change::Attributes(changes) => {
            for (name, value) in changes {
                match value {
                    Some(value) => view.attributes.insert(name.clone(), value.clone()),
                    None => view.attributes.remove(name),
                };
            }
        }
        Change::Residue(dialect, name, value)
        | Change::ResidueOfAnother(dialect, name, value)
        | Change::PasswordLabel(dialect, name, value) => say(view, *dialect, name, value.clone()),
        Change::PasswordPolicy(dialect, name, policy) => {
            say(view, *dialect, name, policy.clone().map(Into::into));
        }
        Change::Pin(field, entry, dialect, wording) => {
            view.pins
                .retain(|pin| pin.field != field.name() || pin.entry != *entry || pin.dialect != *dialect);
            view.pins.extend(wording.clone().map(|wording| Pin {
                field: field.name().to_owned(),
                entry: entry.clone(),
                dialect: *dialect,
                wording,
            }));
        }
        Change::Password(..)
        | Change::Terms(_)
        | Change::Source(_)
        | Change::Groups(_)
        | Change::Manages(_)
        | Change::Grants(_) => {}
    }
}

/// Keeps what a dialect says by a name, or takes it back.
fn say(view: &mut UserView, dialect: model::Dialect, name: &str, value: Option<serde_json::Value>) {
    let residue = view.residue.entry(dialect).or_default();
    match value {
        Some(value) => residue.set(name, value),
        None => residue.remove(name),
    }
    // Nothing said is no residue, or taking back what was not there would be a change.
    view.residue.retain(|_, residue| !residue.is_empty());
}

/// Drops the wordings of every field whose value has changed, but for those that `changes` set anew (R2).
pub(super) fn drop_stale_pins(before: &UserView, after: &mut UserView, changes: &[Change]) {
    let (old, new) = (&before.user, &after.user);
    let fields = [
        ("phones", before.phones != after.phones),
        ("enabled", old.enabled != new.enabled),
        ("lock", old.lock != new.lock || old.enabled != new.enabled),
        ("window", old.window != new.window),
        ("must_change", old.must_change != new.must_change),
        ("unlock_on_password", old.unlock_on_password != new.unlock_on_password),
        ("locale", old.locale != new.locale),
    ];
    let in_slot = |view: &UserView, slot: Slot| {
        let phone = view.phones.iter().find(|phone| phone.slot == Some(slot));
        phone.map(|phone| phone.text().to_owned())
    };
    let slots = [Slot::Mobile, Slot::Landline]
        .map(|slot| (slot.word(), in_slot(before, slot) != in_slot(after, slot)));
    after.pins.retain(|pin| {
        let of_slot = slots.iter().find(|(word, _)| pin.field == "phones" && pin.entry == *word);
        let stale = match of_slot {
            Some((_, differs)) => *differs,
            None => fields.iter().any(|(field, differs)| *differs && pin.field == *field),
        };
        !stale || changes.iter().any(|change| sets(change, pin))
    });
}

fn sets(change: &Change, pin: &Pin) -> bool {
    matches!(change, Change::Pin(field, entry, dialect, Some(wording))
        if field.name() == pin.field && *entry == pin.entry && *dialect == pin.dialect && *wording == pin.wording)
}

pub(super) fn text(user: &mut User, field: TextField) -> &mut Option<String> {
    match field {
        TextField::Given => &mut user.given,
        TextField::Family => &mut user.family,
        TextField::Display => &mut user.display,
        TextField::PersonnelNumber => &mut user.personnel_number,
        TextField::Department => &mut user.department,
        TextField::Location => &mut user.location,
        TextField::Locale => &mut user.locale,
        TextField::Gender => &mut user.gender,
    }
}

/// The lock that a new user begins with, or that begins now.
pub(super) fn locked(wanted: &NewLock, caller: &str, now: Timestamp) -> Lock {
    let reason = wanted.reason.clone().unwrap_or_else(|| format!("Locked by {caller}"));
    Lock { reason: Some(reason), since: now, until: wanted.until }
}

/// Locking the locked keeps reason and time where the request says none (`one-record` 2.3).
fn lock_of(stands: Option<Lock>, wanted: Option<&NewLock>, context: &Context<'_>) -> Option<Lock> {
    let wanted = wanted?;
    let stands = stands.filter(|lock| lock.in_force(context.now));
    Some(match stands {
        Some(lock) => Lock {
            reason: wanted.reason.clone().or(lock.reason),
            since: lock.since,
            until: wanted.until.or(lock.until),
        },
        None => locked(wanted, context.caller, context.now),
    })
}

fn email_in(emails: &mut Vec<Email>, slot: Slot, value: Option<&str>) {
    let place = emails.iter().position(|email| email.slot == Some(slot));
    match (place, value) {
        (Some(place), None) => {
            emails.remove(place);
        }
        (None, None) => {}
        (Some(place), Some(value)) => {
            if let (Some(email), Ok(new)) = (emails.get_mut(place), Email::new(value.to_owned())) {
                let old = std::mem::replace(email, new);
                (email.kind, email.primary, email.display) = (old.kind, old.primary, old.display);
                email.slot = Some(slot);
            }
        }
        (None, Some(value)) => {
            let order =
                if slot == Slot::Second { ["other", "home", "work"] } else { ["work", "home", "other"] };
            let Ok(mut email) = Email::new(value.to_owned()) else { return };
            let used: Vec<_> = emails.iter().map(|email| email.kind.clone()).collect();
            email.kind = first_unused(&order, &used);
            email.primary = slot == Slot::Main && !emails.iter().any(|email| email.primary);
            email.slot = Some(slot);
            let place = if slot == Slot::Main { 0 } else { emails.len() };
            emails.insert(place, email);
        }
    }
}

fn first_unused(order: &[&str], used: &[Option<String>]) -> Option<String> {
    order
        .iter()
        .find(|kind| !used.iter().any(|used| used.as_deref() == Some(**kind)))
        .map(|kind| (*kind).to_owned())
}

/// main := primary, else first of type `work`, else first; second := first of the rest.
fn give_email_slots(emails: &mut [Email]) {
    for email in emails.iter_mut() {
        email.slot = None;
    }
    let main = emails
        .iter()
        .position(|email| email.primary)
        .or_else(|| emails.iter().position(|email| email.kind.as_deref() == Some("work")))
        .unwrap_or(0);
    if let Some(email) = emails.get_mut(main) {
        email.slot = Some(Slot::Main);
    }
    if let Some(email) = emails.iter_mut().find(|email| email.slot.is_none()) {
        email.slot = Some(Slot::Second);
    }
}

fn phone_in(phones: &mut Vec<Phone>, slot: Slot, wanted: Option<Phone>) {
    let place = phones.iter().position(|phone| phone.slot == Some(slot));
    match (place, wanted) {
        (Some(place), None) => {
            phones.remove(place);
        }
        (None, None) => {}
        (Some(place), Some(mut phone)) => {
            if let Some(old) = phones.get_mut(place) {
                (phone.kind, phone.primary, phone.display) =
                    (old.kind.take(), old.primary, old.display.take());
                phone.slot = Some(slot);
                *old = phone;
            }
        }
        (None, Some(mut phone)) => {
            phone.kind = Some(if slot == Slot::Mobile { "mobile" } else { "work" }.to_owned());
            phone.slot = Some(slot);
            phones.push(phone);
        }
    }
}

/// Texts equal to a shown one keep their entry; others take the places of entries that vanished, in order, keeping
/// type, primary and slot; what is left over is new, and entries without a text go (`one-record` 1.3).
fn phone_texts(phones: &mut Vec<Phone>, texts: &[String], shown: fn(&Phone) -> String) {
    let mut left: Vec<Option<Phone>> = phones.drain(..).map(Some).collect();
    let mut placed: Vec<Option<Phone>> = texts
        .iter()
        .map(|text| {
            left.iter_mut().find(|entry| entry.as_ref().is_some_and(|phone| shown(phone) == *text))?.take()
        })
        .collect();
    let mut vanished = left.into_iter().flatten();
    for (place, text) in placed.iter_mut().zip(texts) {
        if place.is_some() {
            continue;
        }
        let Ok(mut phone) = Phone::from_text(text.clone()) else { continue };
        if let Some(old) = vanished.next() {
            (phone.kind, phone.primary, phone.display, phone.slot) =
                (old.kind, old.primary, old.display, old.slot);
        }
        *place = Some(phone);
    }
    *phones = placed.into_iter().flatten().collect();
    for index in 0..phones.len() {
        let used: Vec<_> = phones.iter().map(|phone| phone.kind.clone()).collect();
        if let Some(phone) = phones.get_mut(index)
            && phone.kind.is_none()
        {
            phone.kind = first_unused(&["mobile", "work", "other"], &used);
        }
    }
    fill_phone_slots(phones);
}

/// An entry equal in text and type keeps its parts; slots are given anew.
fn phone_list(phones: &mut Vec<Phone>, list: &[Phone]) {
    let old = std::mem::take(phones);
    for wanted in list {
        let kept = old.iter().find(|phone| phone.text() == wanted.text() && phone.kind == wanted.kind);
        let mut phone = kept.cloned().unwrap_or_else(|| wanted.clone());
        (phone.primary, phone.display, phone.slot) = (wanted.primary, wanted.display.clone(), None);
        phones.push(phone);
    }
    fill_phone_slots(phones);
}

/// mobile := first of type `mobile`; landline := first of type `work`, else first that is not mobile, fax or pager. Slots
/// that are taken stay.
fn fill_phone_slots(phones: &mut [Phone]) {
    let free = |phones: &[Phone], slot: Slot| !phones.iter().any(|phone| phone.slot == Some(slot));
    if free(phones, Slot::Mobile)
        && let Some(phone) = phones.iter_mut().find(|phone| phone.slot.is_none() && is_kind(phone, "mobile"))
    {
        phone.slot = Some(Slot::Mobile);
    }
    if free(phones, Slot::Landline) {
        let unslotted = |phone: &Phone| phone.slot.is_none();
        let other = |phone: &Phone| !["mobile", "fax", "pager"].iter().any(|kind| is_kind(phone, kind));
        let place = phones
            .iter()
            .position(|phone| unslotted(phone) && is_kind(phone, "work"))
            .or_else(|| phones.iter().position(|phone| unslotted(phone) && other(phone)));
        if let Some(phone) = place.and_then(|place| phones.get_mut(place)) {
            phone.slot = Some(Slot::Landline);
        }
    }
}

fn is_kind(phone: &Phone, kind: &str) -> bool {
    phone.kind.as_deref() == Some(kind)
}
