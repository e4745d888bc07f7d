//! What a body tells of a user, be it a new one or one that stands.

use std::collections::BTreeMap;

use directory::Draft;
use directory::users::{Change, NewLock, NewUser, PinField, phones_of};
use model::{AccessWindow, Dialect, Pin};

use super::check::Violations;
use super::shown::{Shown, shown_phone};
use super::words::{Word, Words};
use super::{attributes, flags, lock, phones, residue, window};
use crate::wire::Key;

/// One thing told.
#[derive(Clone, Debug)]
pub(super) enum Told {
    Phones(Vec<String>),
    Window(AccessWindow),
    Lock(Option<NewLock>),
    /// The lock that stands ends by a word only.
    NoLockEnd,
    MustChange(bool),
    UnlockOnPassword(bool),
    Attributes(BTreeMap<String, Option<String>>),
    Source(Option<String>),
    /// A wording, or the end of one; the entry is the key's name, or empty for the whole field.
    Wording(PinField, &'static str, Option<String>),
}

impl Told {
    /// How `word` is worded, where that is not the plain form.
    pub fn wording(field: PinField, key: Key, word: Word<'_>, plain: Option<&str>) -> Self {
        let sent = word.text.filter(|_| word.text != plain);
        Self::Wording(field, key.name(), sent.map(str::to_owned))
    }

    /// As changes of a user that stands.
    pub fn changes(self) -> Vec<Change> {
        let change = match self {
            Self::Phones(texts) => Change::PhoneTexts { texts, shown: shown_phone },
            Self::Window(window) => Change::Window(window),
            Self::Lock(lock) => Change::Lock(lock),
            Self::NoLockEnd => Change::LockEnd(None),
            Self::MustChange(must) => Change::MustChange(must),
            Self::UnlockOnPassword(unlock) => Change::UnlockOnPassword(unlock),
            Self::Attributes(changes) => Change::Attributes(changes),
            Self::Source(source) => {
                let label = Change::Residue(Dialect::Kron, residue::SOURCE, source.clone().map(Into::into));
                return vec![label, Change::Source(source)];
            }
            Self::Wording(field, entry, wording) => {
                Change::Pin(field, entry.to_owned(), Dialect::Kron, wording)
            }
        };
        vec![change]
    }

    /// As a value of a new user.
    pub fn put(self, user: &mut NewUser) {
        match self {
            Self::Phones(texts) => user.phones = phones_of(&texts),
            Self::Window(window) => user.window = window,
            Self::Lock(lock) => user.lock = lock,
            Self::NoLockEnd => {
                if let Some(lock) = &mut user.lock {
                    lock.until = None;
                }
            }
            Self::MustChange(must) => user.must_change = must,
            Self::UnlockOnPassword(unlock) => user.unlock_on_password = unlock,
            Self::Attributes(changes) => {
                let set = changes.into_iter().filter_map(|(name, value)| Some((name, value?)));
                user.attributes.extend(set);
            }
            Self::Source(source) => {
                user.source.clone_from(&source);
                if let (Some((_, said)), Some(source)) = (&mut user.residue, source) {
                    said.set(residue::SOURCE, source);
                }
            }
            Self::Wording(field, entry, wording) => user.pins.extend(wording.map(|wording| Pin {
                field: field.name().to_owned(),
                entry: entry.to_owned(),
                dialect: Dialect::Kron,
                wording,
            })),
        }
    }
}

/// All that the map tells, or the members in its place. Refuses `Invalid` with every rule that is broken, and what the
/// lock refuses.
pub(super) fn all(words: &Words<'_>, shown: &Shown<'_>) -> Draft<Vec<Told>> {
    let mut violations = Violations::default();
    let mut all = Vec::new();
    for read in [window::told, phones::told, lock::told, flags::told, attributes::told] {
        all.extend(violations.gather(read(words, shown))?.unwrap_or_default());
    }
    violations.unless_any(Some(all))
}
