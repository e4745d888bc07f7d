//! `properties`: an object of texts (section 6.1).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::Key;
use super::read::{Members, SCALAR, scalar};

/// The map as it is sent. A key whose value is null is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PropertiesBody {
    /// What is a view of the record.
    pub known: BTreeMap<Key, String>,
    /// Free keys.
    pub free: BTreeMap<String, String>,
}

impl PropertiesBody {
    /// Known keys are read in any case; the one that is spelled as documented wins.
    pub(super) fn read(map: &Map<String, Value>, members: &mut Members<'_>) -> Self {
        let mut read = Self::default();
        for (name, value) in map.iter().filter(|(_, value)| !value.is_null()) {
            let Some(text) = scalar(value) else {
                members.refuse(format!("properties.{name}"), SCALAR);
                continue;
            };
            match Key::by_name(name) {
                Some(key) if key.name() == name => {
                    read.known.insert(key, text);
                }
                Some(key) => {
                    read.known.entry(key).or_insert(text);
                }
                None => {
                    read.free.insert(name.clone(), text);
                }
            }
        }
        read
    }
}

/// The map as it is answered. The contract promises no order; ours is that of [`Key`], then free keys by name.
#[derive(Debug, Default)]
pub(crate) struct Properties<'a>(pub Vec<(&'a str, Cow<'a, str>)>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
