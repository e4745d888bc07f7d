//! Phones (contract section 7.4, `one-record` section 1.3).

use directory::Draft;
use model::{Phone, PhoneParts, Pin, Refusal, Rule, Slot};
use serde_json::{Map, Value};

use super::user::pin;
use crate::wire::CreateUser;

/// The phones of a user and how their parts were spelled.
pub struct Phones {
    pub phones: Vec<Phone>,
    /// Field `phones`, entry the slot's word; the wording is JSON: the parameters that are printed otherwise than their
    /// plain form.
    pub pins: Vec<Pin>,
}

/// One part as sent, and as digits.
struct Part<'a> {
    name: &'static str,
    sent: &'a str,
    digits: String,
}

/// Mobile, then landline; a part without a number is no phone.
pub fn of(sent: &CreateUser<'_>) -> Draft<Phones> {
    let primary = sent.primary_contact.map(primary).transpose()?;
    let (mobile, landline) = (sent.mobile, sent.landline);
    let mut all = Phones { phones: Vec::new(), pins: Vec::new() };
    let country = mobile.country.map(|sent| code("MOBILE_COUNTRYCODE", sent)).transpose()?;
    let number = mobile.number.map(|sent| number("MOBILE", sent)).transpose()?;
    all.add(Slot::Mobile, country, number, None, primary);
    let country = landline.country.map(|sent| code("LANDLINE_COUNTRYCODE", sent)).transpose()?;
    let number = landline.number.map(|sent| self::number("LANDLINE", sent)).transpose()?;
    let extension = landline.extension.map(|sent| extension("LANDLINE_EXT", sent)).transpose()?;
    all.add(Slot::Landline, country, number, extension, primary);
    Ok(all)
}

impl Phones {
    fn add(
        &mut self,
        slot: Slot,
        country: Option<Part<'_>>,
        number: Option<Part<'_>>,
        extension: Option<Part<'_>>,
        primary: Option<Slot>,
    ) {
        let Some(number) = number else { return };
        let parts = [country.as_ref(), Some(&number), extension.as_ref()];
        let spelled: Map<_, _> = parts
            .into_iter()
            .flatten()
            .filter(|part| part.sent != part.digits)
            .map(|part| (part.name.to_owned(), Value::from(part.sent)))
            .collect();
        if !spelled.is_empty() {
            self.pins.push(pin("phones", slot.word(), Value::Object(spelled).to_string()));
        }
        let mut phone = Phone::from_parts(PhoneParts {
            country: country.map(|part| part.digits),
            number: number.digits,
            extension: extension.map(|part| part.digits),
        });
        phone.kind = Some(if slot == Slot::Mobile { "mobile" } else { "work" }.to_owned());
        phone.primary = primary == Some(slot);
        phone.slot = Some(slot);
        self.phones.push(phone);
    }
}

fn primary(sent: &str) -> Draft<Slot> {
    match sent.trim() {
        word if word.eq_ignore_ascii_case("Mobile") => Ok(Slot::Mobile),
        word if word.eq_ignore_ascii_case("Landline") => Ok(Slot::Landline),
        _ => Err(Refusal::invalid("PRIMARYCONTACT", Rule::UnknownValue)),
    }
}

fn code<'a>(name: &'static str, sent: &'a str) -> Draft<Part<'a>> {
    let trimmed = sent.trim();
    let digits = trimmed.strip_prefix('+').unwrap_or(trimmed).to_owned();
    part(name, sent, digits, 4, 1, Rule::Format("must be 1 to 4 digits"))
}

fn number<'a>(name: &'static str, sent: &'a str) -> Draft<Part<'a>> {
    let digits = sent.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    part(name, sent, digits, 20, 3, Rule::Format("must be 3 to 20 digits"))
}

fn extension<'a>(name: &'static str, sent: &'a str) -> Draft<Part<'a>> {
    part(name, sent, sent.trim().to_owned(), 10, 1, Rule::Format("must be 1 to 10 digits"))
}

fn part<'a>(
    name: &'static str,
    sent: &'a str,
    digits: String,
    most: usize,
    least: usize,
    rule: Rule,
) -> Draft<Part<'a>> {
    let fits = (least..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(Part { name, sent, digits }) } else { Err(Refusal::invalid(name, rule)) }
}
