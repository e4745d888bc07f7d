//! Free keys, the threshold, and the name of the external source (`one-record` 1.3).

use std::collections::BTreeMap;

use directory::Draft;
use model::{Rule, text};

use super::check::{Violations, plain};
use super::shown::Shown;
use super::told::Told;
use super::words::Words;
use crate::wire::Key;

/// The most characters of the name of an attribute.
const MAX_NAME: usize = 255;

/// What `words` tell. A map replaces the free keys and the threshold, and leaves the source.
pub(super) fn told(words: &Words<'_>, shown: &Shown<'_>) -> Draft<Vec<Told>> {
    let mut violations = Violations::default();
    let mut changes = BTreeMap::new();
    if let Some(map) = words.map() {
        for (name, value) in &map.free {
            if shown.free.get(name.as_str()) != Some(&value.as_str()) {
                check(name, value, &mut violations);
                changes.insert(name.clone(), Some(value.clone()));
            }
        }
        let gone = shown.free.keys().filter(|name| !map.free.contains_key(**name));
        changes.extend(gone.map(|name| ((*name).to_owned(), None)));
    }
    threshold(words, shown, &mut changes, &mut violations);
    let mut told = Vec::new();
    if !changes.is_empty() {
        told.push(Told::Attributes(changes));
    }
    if let Some(word) = words.word(Key::Source)
        && word.text != shown.source
    {
        let source = word.text.map(|text| plain(text.to_owned())).transpose();
        told.extend(violations.check(word.field, source).map(Told::Source));
    }
    violations.unless_any(Some(told))
}

fn threshold(
    words: &Words<'_>,
    shown: &Shown<'_>,
    changes: &mut BTreeMap<String, Option<String>>,
    violations: &mut Violations,
) {
    const KEY: Key = Key::UbaThreshold;
    let word = words.word(KEY);
    match (word, word.and_then(|word| word.text)) {
        (Some(word), Some(text)) => {
            if shown.text(KEY).as_deref() != Some(text)
                && let Some(text) = violations.check(word.field, plain(text.to_owned()))
            {
                changes.insert(KEY.name().to_owned(), Some(text));
            }
        }
        (None, _) if words.map().is_none() => {}
        _ if shown.threshold.is_some() => {
            changes.insert(KEY.name().to_owned(), None);
        }
        _ => {}
    }
}

/// Notes the rules that a free key and its value break.
pub(super) fn check(name: &str, value: &str, violations: &mut Violations) {
    let named = if name.is_empty() { Err(Rule::Required) } else { text::check(name, MAX_NAME) };
    match named {
        Err(Rule::Required) => violations.add("properties", Rule::Format("must not hold an empty key")),
        Err(Rule::TooLong { .. }) => {
            violations.add("properties", Rule::Format("must hold keys of at most 255 characters"));
        }
        Err(_) => violations.add("properties", Rule::Format("must not hold control characters in a key")),
        Ok(()) => {
            if let Err(rule) = text::check(value, text::MAX_TEXT) {
                violations.add(format!("properties.{name}"), rule);
            }
        }
    }
}
