//! `phoneNumber`: several numbers in one text (`one-record` 1.3).

use directory::Draft;
use directory::users::PinField;
use model::{Phone, Refusal, text};

use super::shown::{HIDDEN, Shown};
use super::told::Told;
use super::words::{Word, Words};
use crate::wire::{Key, Sent};

const KEY: Key = Key::PhoneNumber;

/// What `words` tell of the phones.
pub(super) fn told(words: &Words<'_>, shown: &Shown<'_>) -> Draft<Vec<Told>> {
    let word = words.word(KEY);
    match (word, word.and_then(|word| word.text)) {
        (Some(_), Some(text)) if shown.text(KEY).as_deref() == Some(text) => Ok(Vec::new()),
        (Some(word), Some(text)) if word.from_map || !text.is_empty() => given(word, text, shown),
        (Some(_), _) => Ok(cleared(shown)),
        (None, _) if words.map().is_none() => Ok(Vec::new()),
        (None, _) => left_out(words, shown),
    }
}

/// The text decides, and is shown from now on.
fn given(word: Word<'_>, text: &str, shown: &Shown<'_>) -> Draft<Vec<Told>> {
    let (texts, plain) = split(text, word.field)?;
    if plain.as_deref() != Some(text) {
        // Its wording is kept, so it is not without a limit.
        text::check(text, text::MAX_TEXT).map_err(|rule| Refusal::invalid(word.field, rule))?;
    }
    let mut told = Vec::new();
    if plain != shown.phones {
        told.push(Told::Phones(texts));
    }
    if shown.hidden {
        told.push(Told::Wording(PinField::Phones, "", None));
    }
    told.push(Told::wording(PinField::Phones, KEY, word, plain.as_deref()));
    Ok(told)
}

/// A map without the key: what the top level names is stored and not shown, as the vendor's sample has it.
fn left_out(words: &Words<'_>, shown: &Shown<'_>) -> Draft<Vec<Told>> {
    let hide = Told::Wording(PinField::Phones, "", Some(HIDDEN.to_owned()));
    match words.twin(KEY) {
        Sent::Value(text) if !text.is_empty() => {
            let (texts, plain) = split(text, KEY.twin())?;
            let changed = plain != shown.phones;
            if !changed && shown.hidden {
                return Ok(Vec::new());
            }
            Ok(changed.then_some(Told::Phones(texts)).into_iter().chain([hide]).collect())
        }
        Sent::Value(_) | Sent::Null => Ok(cleared(shown)),
        Sent::Absent if words.merges() || shown.text(KEY).is_none() => Ok(Vec::new()),
        Sent::Absent if shown.phones.is_none() => Ok(cleared(shown)),
        Sent::Absent => Ok(vec![hide]),
    }
}

/// Takes away what is shown; what is not shown stays.
fn cleared(shown: &Shown<'_>) -> Vec<Told> {
    if shown.text(KEY).is_none() {
        return Vec::new();
    }
    let phones = shown.phones.is_some().then(|| Told::Phones(Vec::new()));
    phones.into_iter().chain([Told::Wording(PinField::Phones, KEY.name(), None)]).collect()
}

/// The numbers, and how they are shown.
fn split(text: &str, field: &'static str) -> Draft<(Vec<String>, Option<String>)> {
    let texts: Vec<_> = text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    for part in &texts {
        Phone::from_text(part.clone()).map_err(|rule| Refusal::invalid(field, rule))?;
    }
    let plain = (!texts.is_empty()).then(|| texts.join(";"));
    Ok((texts, plain))
}
