//! What a body says under the keys of the map: the map decides; without one the members at top level do
//! (section 6.1, `one-record` 1.3).

use crate::Settings;
use crate::wire::{Key, PropertiesBody, Sent, UserBody};

/// The words of one body.
pub(super) struct Words<'a> {
    body: &'a UserBody,
    merge: bool,
}

/// One word.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    /// Where it stands.
    pub field: &'static str,
    /// None for null, which only a member at top level can say.
    pub text: Option<&'a str>,
    /// Whether the map says it: then its wording is kept.
    pub from_map: bool,
}

impl<'a> Words<'a> {
    pub const fn of(body: &'a UserBody, settings: Settings) -> Self {
        Self { body, merge: settings.merge_convenience_fields }
    }

    /// The map, if there is one.
    pub const fn map(&self) -> Option<&'a PropertiesBody> {
        self.body.properties.as_ref()
    }

    /// Whether a map that lacks a key takes it from the top level.
    pub const fn merges(&self) -> bool {
        self.merge
    }

    /// The member at top level that shows `key`, also beside a map: absent, null or a text.
    pub fn twin(&self, key: Key) -> Sent<&'a str> {
        self.body.twins.get(&key).map_or(Sent::Absent, Sent::as_deref)
    }

    /// What counts for `key`; none where nothing is said.
    pub fn word(&self, key: Key) -> Option<Word<'a>> {
        let twin = |text| Word { field: key.twin(), text, from_map: false };
        let Some(map) = self.map() else {
            return match self.twin(key) {
                Sent::Absent => None,
                Sent::Null => Some(twin(None)),
                Sent::Value(text) => Some(twin(Some(text))),
            };
        };
        let said = map.known.get(&key);
        let said = said.map(|text| Word { field: key.path(), text: Some(text), from_map: true });
        said.or_else(|| self.merged(key).map(|text| twin(Some(text))))
    }

    /// Where `key` would have to stand.
    pub const fn field(&self, key: Key) -> &'static str {
        if self.map().is_some() { key.path() } else { key.twin() }
    }

    fn merged(&self, key: Key) -> Option<&'a str> {
        // The keys of a lock never: an object read before the lock would end it.
        let may_be =
            matches!(key, Key::PhoneNumber | Key::Temporary | Key::TemporaryStart | Key::TemporaryEnd);
        self.twin(key).value().filter(|text| self.merge && may_be && !text.is_empty())
    }
}
