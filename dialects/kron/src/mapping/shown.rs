//! What of a user the map shows, and how each key is worded.

use std::borrow::Cow;
use std::collections::BTreeMap;

use directory::users::PinField;
use model::{AccessWindow, Dialect, Lock, Phone, Residue, Timestamp, UserView};

use super::{DISABLED, check, residue};
use crate::wire::{Key, Properties};

/// The wording of the pin on the list of phones that keeps them from being shown (`one-record` 1.3).
pub(super) const HIDDEN: &str = "hidden";
/// The threshold of a user for whom none is set (section 6.1).
const THRESHOLD: &str = "50";

/// What the map is printed of.
pub(super) struct Shown<'a> {
    pub enabled: bool,
    /// The lock, if it is in force.
    pub lock: Option<&'a Lock>,
    pub window: AccessWindow,
    pub must_change: bool,
    pub unlock_on_password: bool,
    /// All phones in one text; none without phones.
    pub phones: Option<String>,
    /// Whether the phones are kept from being shown.
    pub hidden: bool,
    /// The threshold that is set.
    pub threshold: Option<&'a str>,
    /// The name of the external source.
    pub source: Option<&'a str>,
    /// Free keys, by name.
    pub free: BTreeMap<&'a str, &'a str>,
    wordings: BTreeMap<Key, &'a str>,
}

impl<'a> Shown<'a> {
    /// Of somebody who is not there yet.
    pub const fn nobody() -> Self {
        Self {
            enabled: true,
            lock: None,
            window: AccessWindow::ALWAYS,
            must_change: false,
            unlock_on_password: false,
            phones: None,
            hidden: false,
            threshold: None,
            source: None,
            free: BTreeMap::new(),
            wordings: BTreeMap::new(),
        }
    }

    /// Of `view` as it stands at `now`.
    pub fn of(view: &'a UserView, now: Timestamp) -> Self {
        let user = &view.user;
        let pins = view.pins.iter().filter(|pin| pin.dialect == Dialect::Kron);
        let hidden = |pin: &&model::Pin| pin.field == PinField::Phones.name() && pin.entry.is_empty();
        let wording = |pin: &'a model::Pin| Some((Key::by_name(&pin.entry)?, pin.wording.as_str()));
        // An attribute that is named like a view is not shown (`one-record` 1.3).
        let free = view.attributes.iter().filter(|(name, _)| Key::by_name(name).is_none());
        Self {
            enabled: user.enabled,
            lock: user.lock.as_ref().filter(|lock| lock.in_force(now)),
            window: user.window,
            must_change: user.must_change,
            unlock_on_password: user.unlock_on_password,
            phones: joined(&view.phones),
            hidden: pins.clone().any(|pin| hidden(&pin)),
            threshold: view.attributes.get(Key::UbaThreshold.name()).map(String::as_str),
            source: said(view).and_then(|said| said.text(residue::SOURCE)).or(view.source.as_deref()),
            free: free.map(|(name, value)| (name.as_str(), value.as_str())).collect(),
            wordings: pins.filter_map(wording).collect(),
        }
    }

    /// Whether the user is kept out: this dialect has one word for locked and disabled (`one-record` 2.2).
    pub const fn locked(&self) -> bool {
        !self.enabled || self.lock.is_some()
    }

    /// Why the user is kept out.
    pub fn lock_reason(&self) -> Option<&'a str> {
        match self.lock {
            Some(lock) => lock.reason.as_deref(),
            None if self.enabled => None,
            None => Some(DISABLED),
        }
    }

    /// When the lock ends by itself.
    pub fn unlock_time(&self) -> Option<Timestamp> {
        self.lock?.until
    }

    /// Whether the user is a temporary one.
    pub fn temporary(&self) -> bool {
        self.window != AccessWindow::ALWAYS
    }

    /// The text under a key, in the wording that was sent where one is kept; none where the key is left out.
    pub fn text(&self, key: Key) -> Option<Cow<'a, str>> {
        let wording = self.wordings.get(&key).copied();
        let truth = |now: bool| match wording {
            Some(text) if check::truth(text) == Ok(now) => Some(Cow::Borrowed(text)),
            _ => now.then_some(Cow::Borrowed("true")),
        };
        let instant = |now: Timestamp| match wording {
            Some(text) if check::instant(text).map(Timestamp::millis) == Ok(now.millis()) => text.into(),
            _ => Cow::Owned(now.millis().to_string()),
        };
        // Without a window its ends are what was sent beside a word that there is none.
        let end = |now: Option<Timestamp>| match now {
            Some(now) => Some(instant(now)),
            None if self.temporary() => None,
            None => wording.filter(|text| check::instant(text).is_ok()).map(Cow::Borrowed),
        };
        match key {
            Key::PhoneNumber if self.hidden => None,
            Key::PhoneNumber => wording.map(Cow::Borrowed).or_else(|| self.phones.clone().map(Cow::Owned)),
            Key::UbaThreshold => Some(self.threshold.unwrap_or(THRESHOLD).into()),
            Key::Temporary => truth(self.temporary()),
            Key::TemporaryStart => end(self.window.from()),
            Key::TemporaryEnd => end(self.window.until()),
            Key::Locked => truth(self.locked()),
            Key::LockReason => self.lock_reason().map(Cow::Borrowed),
            Key::UnlockTime => self.unlock_time().map(instant),
            Key::MustChange => truth(self.must_change),
            Key::UnlockOnPassword => truth(self.unlock_on_password),
            Key::Source => self.source.map(Cow::Borrowed),
        }
    }

    /// The map.
    pub fn properties(&self) -> Properties<'a> {
        let known = Key::ALL.into_iter().filter_map(|key| Some((key.name(), self.text(key)?)));
        let free = self.free.iter().map(|(name, value)| (*name, Cow::Borrowed(*value)));
        Properties(known.chain(free).collect())
    }
}

/// What this dialect said besides.
pub(super) fn said(view: &UserView) -> Option<&Residue> {
    view.residue.get(&Dialect::Kron)
}

/// One phone among several: one that holds the separator shows a comma for it (`one-record` 1.3).
pub(super) fn shown_phone(phone: &Phone) -> String {
    phone.text().replace(';', ",")
}

/// All phones in one text.
fn joined(phones: &[Phone]) -> Option<String> {
    let texts: Vec<_> = phones.iter().map(shown_phone).collect();
    (!texts.is_empty()).then(|| texts.join(";"))
}
