//! `isLocked`, `lockReason`, `unlockTime` (section 6.7, `one-record` 2.5).

use directory::Draft;
use directory::users::{NewLock, PinField};
use model::{Conflict, Lock, Refusal, Timestamp};

use super::DISABLED;
use super::check::{Violations, instant, plain, truth};
use super::shown::Shown;
use super::told::Told;
use super::words::{Word, Words};
use crate::Settings;
use crate::wire::{Key, UserBody};

/// Where a body says when a lock ends.
pub(crate) fn end_in(body: &UserBody, settings: Settings) -> &'static str {
    Words::of(body, settings).field(Key::UnlockTime)
}

/// What the core refuses of the end of a lock, by the name under which it was sent.
pub(crate) fn naming_end(refusal: Refusal, field: &'static str) -> Refusal {
    let Refusal::Invalid(mut broken) = refusal else { return refusal };
    for one in broken.iter_mut().filter(|one| one.field == "lock_until") {
        one.field = field.into();
    }
    Refusal::Invalid(broken)
}

/// What the three keys say.
struct Said<'a> {
    locked: Option<bool>,
    reason: Option<String>,
    until: Option<Timestamp>,
    /// The time is taken back by a null.
    no_until: bool,
    words: [(Key, Option<Word<'a>>); 2],
}

/// What `words` tell. Absent keys leave the lock (R5), a reason or a time alone makes none, and the reason that a
/// disabled user shows never does.
///
/// Refuses `Conflict` for the unlock of a disabled user, and `Invalid` for values that cannot be read.
pub(super) fn told(words: &Words<'_>, shown: &Shown<'_>) -> Draft<Vec<Told>> {
    let said = read(words, shown)?;
    let reserved = words.word(Key::LockReason).is_some_and(|word| word.text == Some(DISABLED));
    match (said.locked, shown.lock) {
        (Some(false), _) if !shown.enabled => {
            Err(Refusal::Conflict(Conflict::State("The account is disabled.")))
        }
        (Some(false), lock) => {
            let end = lock.is_some().then_some(Told::Lock(None));
            let [locked, _] = said.words;
            Ok(end.into_iter().chain(wordings([locked], &said, lock.is_some(), shown)).collect())
        }
        (None, None) => Ok(Vec::new()),
        (Some(true), None) if reserved => Ok(Vec::new()),
        (Some(true), None) => {
            let lock = NewLock { reason: said.reason.clone(), until: said.until };
            Ok([Told::Lock(Some(lock))].into_iter().chain(wordings(said.words, &said, true, shown)).collect())
        }
        (_, Some(lock)) => {
            let changed = again(&said, lock);
            let worded = wordings(said.words, &said, !changed.is_empty(), shown);
            Ok(changed.into_iter().chain(worded).collect())
        }
    }
}

/// Reads the keys; what stands as it is shown is not said, and the reason that a disabled user shows never is.
fn read<'a>(words: &Words<'a>, shown: &Shown<'_>) -> Draft<Said<'a>> {
    let mut violations = Violations::default();
    let [locked, reason, until] = [Key::Locked, Key::LockReason, Key::UnlockTime].map(|key| words.word(key));
    let text = |word: Option<Word<'a>>| word.and_then(|word| Some((word.field, word.text?)));
    let truth = text(locked).and_then(|(field, text)| violations.check(field, truth(text)));
    let says = |text: &str| !text.trim().is_empty() && text != DISABLED && shown.lock_reason() != Some(text);
    let why = text(reason).filter(|(_, text)| says(text));
    let why = why.and_then(|(field, text)| violations.check(field, plain(text.to_owned())));
    let when = text(until).and_then(|(field, text)| violations.check(field, instant(text)));
    let stands = shown.unlock_time().map(Timestamp::millis);
    violations.unless_any(Some(Said {
        locked: truth,
        reason: why,
        until: when.filter(|when| Some(when.millis()) != stands),
        no_until: until.is_some_and(|word| word.text.is_none()),
        words: [(Key::Locked, locked), (Key::UnlockTime, until)],
    }))
}

/// What changes of a lock that stands.
fn again(said: &Said<'_>, lock: &Lock) -> Vec<Told> {
    let endless = (said.no_until && lock.until.is_some()).then_some(Told::NoLockEnd);
    let again = NewLock { reason: said.reason.clone(), until: said.until };
    let again = (again != NewLock::default()).then_some(Told::Lock(Some(again)));
    endless.into_iter().chain(again).collect()
}

/// The wordings of `keys`, if the lock has `changed` or any of them differs from what is shown.
fn wordings<'a>(
    keys: impl IntoIterator<Item = (Key, Option<Word<'a>>)>,
    said: &Said<'_>,
    changed: bool,
    shown: &Shown<'_>,
) -> Vec<Told> {
    let from_map =
        |(key, word): (Key, Option<Word<'a>>)| word.filter(|word| word.from_map).map(|word| (key, word));
    let sent: Vec<_> = keys.into_iter().filter_map(from_map).collect();
    if !changed && sent.iter().all(|(key, word)| shown.text(*key).as_deref() == word.text) {
        return Vec::new();
    }
    let plain = |key, word: Word<'_>| match key {
        Key::Locked => said.locked.filter(|locked| *locked).map(|_| "true".to_owned()),
        _ => word.text.and_then(|text| instant(text).ok()).map(|until| until.millis().to_string()),
    };
    let worded = |(key, word)| Told::wording(PinField::Lock, key, word, plain(key, word).as_deref());
    sent.into_iter().map(worded).collect()
}
