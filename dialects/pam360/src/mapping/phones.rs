//! Phones (contract section 7.4, `one-record` section 1.3).

use std::borrow::Cow;

use directory::Draft;
use directory::users::{Change, PinField};
use model::{Dialect, Phone, PhoneParts, Pin, Refusal, Rule, Slot, UserView};
use serde_json::{Map, Value};

use super::shown;
use crate::wire::{CreateUser, Key};

/// The phones of a user and how their parts were spelled.
pub struct Phones {
    pub phones: Vec<Phone>,
    /// Field `phones`, entry the slot's word; the wording is JSON: the parameters that are printed otherwise than their
    /// plain form.
    pub pins: Vec<Pin>,
}

/// The parameters of the phone in one slot.
struct Keys {
    country: Key,
    number: Key,
    extension: Option<Key>,
}

const MOBILE: Keys = Keys { country: Key::MobileCountry, number: Key::Mobile, extension: None };
const LANDLINE: Keys =
    Keys { country: Key::LandlineCountry, number: Key::Landline, extension: Some(Key::LandlineExt) };

const fn keys(slot: Slot) -> Keys {
    match slot {
        Slot::Landline => LANDLINE,
        Slot::Mobile | Slot::Main | Slot::Second => MOBILE,
    }
}

/// One part as sent, and as digits.
struct Part<'a> {
    name: &'static str,
    sent: &'a str,
    digits: String,
}

/// What is said of the phone in one slot; nothing of a part that is not.
#[derive(Clone, Copy)]
struct Said<'a> {
    country: Option<&'a str>,
    number: Option<&'a str>,
    extension: Option<&'a str>,
}

/// A phone in its slot, and the spelling of its parts where that is not the plain form.
struct Entry {
    phone: Phone,
    spelled: Option<String>,
}

/// Mobile, then landline; a part without a number is no phone.
pub fn of(sent: &CreateUser<'_>) -> Draft<Phones> {
    let primary = sent.primary_contact.map(primary).transpose()?;
    let mobile = Said { country: sent.mobile.country, number: sent.mobile.number, extension: None };
    let landline = sent.landline;
    let landline = Said { country: landline.country, number: landline.number, extension: landline.extension };
    let mut all = Phones { phones: Vec::new(), pins: Vec::new() };
    for (slot, said, kind) in [(Slot::Mobile, mobile, "mobile"), (Slot::Landline, landline, "work")] {
        let Some(mut entry) = entry(slot, said)? else { continue };
        entry.phone.kind = Some(kind.to_owned());
        entry.phone.primary = primary == Some(slot);
        entry.phone.slot = Some(slot);
        all.phones.push(entry.phone);
        all.pins.extend(entry.spelled.map(|wording| Pin {
            field: PinField::Phones.name().to_owned(),
            entry: slot.word().to_owned(),
            dialect: Dialect::Pam360,
            wording,
        }));
    }
    Ok(all)
}

/// What the phone in a slot becomes when its parts are to be these texts; blank ones are none. A code or an extension
/// without a number is kept beside the record.
pub fn changes<'a>(slot: Slot, view: &UserView, wanted: impl Fn(Key) -> Cow<'a, str>) -> Draft<Vec<Change>> {
    let keys = keys(slot);
    let (country, number) = (wanted(keys.country), wanted(keys.number));
    let extension = keys.extension.map(wanted).unwrap_or_default();
    let said = Said {
        country: unless_blank(&country),
        number: unless_blank(&number),
        extension: unless_blank(&extension),
    };
    let entry = entry(slot, said)?;
    let alone = |text: Option<&str>| text.filter(|_| entry.is_none()).map(Value::from);
    let mut changes = vec![Change::Residue(Dialect::Pam360, keys.country.name(), alone(said.country))];
    if let Some(key) = keys.extension {
        changes.push(Change::Residue(Dialect::Pam360, key.name(), alone(said.extension)));
    }
    let (phone, spelled) = entry.map(|entry| (entry.phone, entry.spelled)).unzip();
    let is_primary = phone.is_some() && primary(&primary_contact(view)).ok() == Some(slot);
    changes.push(Change::PhoneIn(slot, phone));
    changes.push(Change::Pin(PinField::Phones, slot.word().to_owned(), Dialect::Pam360, spelled.flatten()));
    changes.extend(is_primary.then_some(Change::PrimaryPhone(slot)));
    Ok(changes)
}

/// The phone that is rung first; none takes the word back, and leaves the phones alone.
pub fn primary_changes(sent: Option<&str>) -> Draft<Vec<Change>> {
    let slot = sent.map(primary).transpose()?.map(Change::PrimaryPhone);
    let said = Change::Residue(Dialect::Pam360, Key::PrimaryContact.name(), sent.map(Value::from));
    Ok(slot.into_iter().chain([said]).collect())
}

/// One part of a phone as it is printed: as it was sent while nobody has changed the phone; of a text without parts the
/// whole as the number.
pub fn shown(view: &UserView, slot: Slot, key: Key) -> Cow<'_, str> {
    let Some(phone) = in_slot(view, slot) else {
        return shown::text(view, key).unwrap_or_default().into();
    };
    if let Some(spelled) = spelled(view, slot, key) {
        return spelled.into();
    }
    let Keys { country, number, .. } = keys(slot);
    let part = match phone.parts() {
        None => (key == number).then(|| phone.text()),
        Some(parts) if key == number => Some(parts.number.as_str()),
        Some(parts) if key == country => parts.country.as_deref(),
        Some(parts) => parts.extension.as_deref(),
    };
    part.unwrap_or_default().into()
}

/// `PRIMARYCONTACT` as sent while the phone it names is the primary one or is not there; else by who is primary.
pub fn primary_contact(view: &UserView) -> Cow<'_, str> {
    let said = shown::text(view, Key::PrimaryContact);
    let holds = |said: &&str| {
        let named = primary(said).ok().and_then(|slot| in_slot(view, slot));
        named.is_none_or(|phone| phone.primary)
    };
    if let Some(said) = said.filter(holds) {
        return said.into();
    }
    let primary = |slot| in_slot(view, slot).is_some_and(|phone| phone.primary);
    if primary(Slot::Mobile) {
        "Mobile".into()
    } else if primary(Slot::Landline) {
        "Landline".into()
    } else {
        "".into()
    }
}

fn in_slot(view: &UserView, slot: Slot) -> Option<&Phone> {
    view.phones.iter().find(|phone| phone.slot == Some(slot))
}

/// How a part of the phone in a slot was spelled.
fn spelled(view: &UserView, slot: Slot, key: Key) -> Option<String> {
    let pin = view.pins.iter().find(|pin| {
        pin.dialect == Dialect::Pam360 && pin.field == PinField::Phones.name() && pin.entry == slot.word()
    })?;
    let spelled: Map<String, Value> = serde_json::from_str(&pin.wording).ok()?;
    spelled.get(key.name())?.as_str().map(str::to_owned)
}

fn entry(slot: Slot, said: Said<'_>) -> Draft<Option<Entry>> {
    let keys = keys(slot);
    let country = said.country.map(|sent| code(keys.country, sent)).transpose()?;
    let number = said.number.map(|sent| number(keys.number, sent)).transpose()?;
    let extension = keys.extension.zip(said.extension).map(|(key, sent)| extension(key, sent)).transpose()?;
    let Some(number) = number else { return Ok(None) };
    let parts = [country.as_ref(), Some(&number), extension.as_ref()];
    let spelled: Map<_, _> = parts
        .into_iter()
        .flatten()
        .filter(|part| part.sent != part.digits)
        .map(|part| (part.name.to_owned(), Value::from(part.sent)))
        .collect();
    let spelled = (!spelled.is_empty()).then(|| Value::Object(spelled).to_string());
    let phone = Phone::from_parts(PhoneParts {
        country: country.map(|part| part.digits),
        number: number.digits,
        extension: extension.map(|part| part.digits),
    });
    Ok(Some(Entry { phone, spelled }))
}

fn unless_blank(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.trim().is_empty())
}

fn primary(sent: &str) -> Draft<Slot> {
    match sent.trim() {
        word if word.eq_ignore_ascii_case("Mobile") => Ok(Slot::Mobile),
        word if word.eq_ignore_ascii_case("Landline") => Ok(Slot::Landline),
        _ => Err(Refusal::invalid(Key::PrimaryContact.name(), Rule::UnknownValue)),
    }
}

fn code(key: Key, sent: &str) -> Draft<Part<'_>> {
    let trimmed = sent.trim();
    let digits = trimmed.strip_prefix('+').unwrap_or(trimmed).to_owned();
    part(key, sent, digits, 1..=4, Rule::Format("must be 1 to 4 digits"))
}

fn number(key: Key, sent: &str) -> Draft<Part<'_>> {
    let digits = sent.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    part(key, sent, digits, 3..=20, Rule::Format("must be 3 to 20 digits"))
}

fn extension(key: Key, sent: &str) -> Draft<Part<'_>> {
    part(key, sent, sent.trim().to_owned(), 1..=10, Rule::Format("must be 1 to 10 digits"))
}

fn part(
    key: Key,
    sent: &str,
    digits: String,
    length: std::ops::RangeInclusive<usize>,
    rule: Rule,
) -> Draft<Part<'_>> {
    let fits = length.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(Part { name: key.name(), sent, digits }) } else { Err(Refusal::invalid(key.name(), rule)) }
}
