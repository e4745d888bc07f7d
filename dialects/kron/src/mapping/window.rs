//! `isTemporaryUser`, `temporaryUserStartTime`, `temporaryUserEndTime` (section 6.6, `one-record` 1.3).

use directory::Draft;
use directory::users::PinField;
use model::{AccessWindow, Refusal, Rule, Timestamp};

use super::check::{Violations, instant, truth};
use super::shown::Shown;
use super::told::Told;
use super::words::{Word, Words};
use crate::wire::{Key, Sent};

const KEYS: [Key; 3] = [Key::Temporary, Key::TemporaryStart, Key::TemporaryEnd];
const ENDS: [Key; 2] = [Key::TemporaryStart, Key::TemporaryEnd];

/// What `words` tell. A window is cleared by an explicit word only: that the user is no temporary one, or a map without
/// the three keys beside such a word at top level.
pub(super) fn told(words: &Words<'_>, shown: &Shown<'_>) -> Draft<Vec<Told>> {
    all_that_a_temporary_user_needs(words, shown)?;
    let [temporary, start, end] = KEYS.map(|key| words.word(key));
    if [temporary, start, end].iter().all(Option::is_none) {
        let cleared = words.twin(Key::Temporary) == Sent::Value("false") && shown.temporary();
        return Ok(cleared.then_some(Told::Window(AccessWindow::ALWAYS)).into_iter().collect());
    }
    let said = KEYS.into_iter().zip([temporary, start, end]);
    let said: Vec<(Key, Word<'_>)> = said.filter_map(|(key, word)| Some((key, word?))).collect();
    let reworded = |(key, word): &(Key, Word<'_>)| word.from_map && shown.text(*key).as_deref() != word.text;
    let said_again = |said: &(Key, Word<'_>)| said.1.from_map && !reworded(said);
    if said.iter().all(said_again) {
        return Ok(Vec::new());
    }
    let window = wanted(words, [temporary, start, end], shown)?;
    let mut told = Vec::new();
    if window != shown.window {
        told.push(Told::Window(window));
    }
    if told.is_empty() && !said.iter().any(reworded) {
        return Ok(told);
    }
    let plain = |key| match key {
        Key::Temporary => (window != AccessWindow::ALWAYS).then(|| "true".to_owned()),
        Key::TemporaryStart => window.from().map(|from| from.millis().to_string()),
        _ => window.until().map(|until| until.millis().to_string()),
    };
    let from_map = said.into_iter().filter(|(_, word)| word.from_map);
    told.extend(
        from_map.map(|(key, word)| Told::wording(PinField::Window, key, word, plain(key).as_deref())),
    );
    Ok(told)
}

/// A body that makes a user a temporary one beside a map must hold both times and the three keys, unless they are
/// merged (section 6.6).
fn all_that_a_temporary_user_needs(words: &Words<'_>, shown: &Shown<'_>) -> Draft<()> {
    let Some(map) = words.map() else { return Ok(()) };
    if words.merges() || shown.temporary() || words.twin(Key::Temporary) != Sent::Value("true") {
        return Ok(());
    }
    let mut violations = Violations::default();
    for key in ENDS.into_iter().filter(|key| words.twin(*key).value().is_none()) {
        violations.add(key.twin(), Rule::Required);
    }
    for key in KEYS.into_iter().filter(|key| !map.known.contains_key(key)) {
        violations.add(key.path(), Rule::Required);
    }
    violations.unless_any(Some(()))
}

/// The window that is wanted. What is said as it is shown keeps what is finer than it shows.
fn wanted(words: &Words<'_>, said: [Option<Word<'_>>; 3], shown: &Shown<'_>) -> Draft<AccessWindow> {
    let mut violations = Violations::default();
    let [temporary, start, end] = said;
    let flag = temporary.and_then(|word| Some((word.field, word.text?)));
    let flag = flag.and_then(|(field, text)| violations.check(field, truth(text)));
    let [from, until] = [start, end].map(|word| {
        let (field, text) = word.and_then(|word| Some((word.field, word.text?)))?;
        violations.check(field, instant(text))
    });
    violations.unless_any(Some(()))?;
    if !flag.unwrap_or(shown.temporary()) {
        return Ok(AccessWindow::ALWAYS);
    }
    let mut violations = Violations::default();
    let mut bound = |key, word: Option<Word<'_>>, said, stands| {
        let field = word.map_or_else(|| words.field(key), |word| word.field);
        let taken_back = word.is_some_and(|word| word.text.is_none());
        violations.check(field, bound(said, stands, taken_back, shown)).flatten()
    };
    let from = bound(Key::TemporaryStart, start, from, shown.window.from());
    let until = bound(Key::TemporaryEnd, end, until, shown.window.until());
    violations.unless_any(Some(()))?;
    let field = end.or(start).map_or_else(|| words.field(Key::TemporaryEnd), |word| word.field);
    AccessWindow::new(from, until).map_err(|rule| Refusal::invalid(field, rule))
}

/// One end of the window of a temporary user, who has both unless another dialect left one open.
fn bound(
    said: Option<Timestamp>,
    stands: Option<Timestamp>,
    taken_back: bool,
    shown: &Shown<'_>,
) -> Result<Option<Timestamp>, Rule> {
    match said {
        Some(said) if Some(said.millis()) == stands.map(Timestamp::millis) => Ok(stands),
        Some(said) => Ok(Some(said)),
        None if !shown.temporary() || (taken_back && stands.is_some()) => Err(Rule::Required),
        None => Ok(stands),
    }
}
