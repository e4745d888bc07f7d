//! The keys that are nothing but a truth: whether the password must be changed, and whether that ends a lock.

use directory::Draft;
use directory::users::PinField;
use model::Refusal;

use super::check::{Violations, truth};
use super::shown::Shown;
use super::told::Told;
use super::words::Words;
use crate::wire::Key;

/// What `words` tell of both. A map without a key leaves it (`one-record` R5).
pub(super) fn told(words: &Words<'_>, shown: &Shown<'_>) -> Draft<Vec<Told>> {
    let mut violations = Violations::default();
    let flags = [
        (Key::MustChange, PinField::MustChange, shown.must_change, Told::MustChange as fn(bool) -> Told),
        (Key::UnlockOnPassword, PinField::UnlockOnPassword, shown.unlock_on_password, Told::UnlockOnPassword),
    ];
    let mut told = Vec::new();
    for (key, field, now, make) in flags {
        let Some(word) = words.word(key) else { continue };
        let Some(text) = word.text else { continue };
        if word.from_map && shown.text(key).as_deref() == Some(text) {
            continue;
        }
        let value = truth(text).map_err(|rule| Refusal::invalid(word.field, rule));
        let Some(value) = violations.gather(value)? else { continue };
        if value != now {
            told.push(make(value));
        }
        if word.from_map {
            told.push(Told::wording(field, key, word, value.then_some("true")));
        }
    }
    violations.unless_any(Some(told))
}
