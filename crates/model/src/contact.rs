//! E-mail addresses and phone numbers, and the slots that dialects with one place for them see.

use crate::{Rule, text};

/// The place that a dialect with room for one or two sees an entry in. An emptied slot stays empty until
/// somebody fills it: another entry never slides in (`one-record` R6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The main e-mail address.
    Main,
    /// The second e-mail address.
    Second,
    /// The mobile phone.
    Mobile,
    /// The landline phone.
    Landline,
}

impl Slot {
    /// The word the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Second => "second",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
        }
    }

    /// The slot of a stored word.
    pub fn by_word(word: &str) -> Option<Self> {
        [Self::Main, Self::Second, Self::Mobile, Self::Landline].into_iter().find(|slot| slot.word() == word)
    }
}

/// One e-mail address of a user. Not unique: two people may share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    value: String,
    /// Such as `work`.
    pub kind: Option<String>,
    /// At most one of a user's is.
    pub primary: bool,
    /// For people to read.
    pub display: Option<String>,
    /// Where dialects with one place see it.
    pub slot: Option<Slot>,
}

impl Email {
    /// Refuses an empty value, one over 320 characters, and control characters.
    pub fn new(value: String) -> Result<Self, Rule> {
        if value.is_empty() {
            return Err(Rule::Required);
        }
        let value = text::checked(value, 320)?;
        Ok(Self { value, kind: None, primary: false, display: None, slot: None })
    }

    /// The address as given.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The same address in `slot`, as a first entry of the type that slot prefers (`one-record` 1.3).
    #[must_use]
    pub fn into_slot(mut self, slot: Slot) -> Self {
        self.kind = Some(if slot == Slot::Second { "other" } else { "work" }.to_owned());
        self.primary = slot == Slot::Main;
        self.slot = Some(slot);
        self
    }
}

/// The parts of a phone number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneParts {
    /// Dialling code: 1 to 4 digits.
    pub country: Option<String>,
    /// 3 to 20 digits.
    pub number: String,
    /// 1 to 10 digits.
    pub extension: Option<String>,
}

impl PhoneParts {
    /// The text that these parts make: `+91-9876543210`, `+355-12312311x907`, without country the number alone.
    pub fn compose(&self) -> String {
        let mut text = String::new();
        if let Some(country) = &self.country {
            text.extend(["+", country, "-"]);
        }
        text.push_str(&self.number);
        if let Some(extension) = &self.extension {
            text.extend(["x", extension]);
        }
        text
    }

    /// The parts of a text of exactly the form `+CC-NUMBER` or `+CC-NUMBERxEXT`.
    pub fn split(text: &str) -> Option<Self> {
        let (country, rest) = text.strip_prefix('+')?.split_once('-')?;
        let (number, extension) = match rest.split_once('x') {
            Some((number, extension)) => (number, Some(extension)),
            None => (rest, None),
        };
        let digits = |part: &str, least: usize, most: usize| {
            (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let fits =
            digits(country, 1, 4) && digits(number, 3, 20) && extension.is_none_or(|ext| digits(ext, 1, 10));
        fits.then(|| Self {
            country: Some(country.to_owned()),
            number: number.to_owned(),
            extension: extension.map(str::to_owned),
        })
    }
}

/// One phone number of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    text: String,
    parts: Option<PhoneParts>,
    /// Such as `mobile`.
    pub kind: Option<String>,
    /// At most one of a user's is.
    pub primary: bool,
    /// For people to read.
    pub display: Option<String>,
    /// Where dialects with one place see it.
    pub slot: Option<Slot>,
}

impl Phone {
    /// A phone of any text, kept as sent. A text that has the form of parts fills them, whoever sends it.
    pub fn from_text(text: String) -> Result<Self, Rule> {
        if text.is_empty() {
            return Err(Rule::Required);
        }
        let text = text::checked(text, text::MAX_TEXT)?;
        let parts = PhoneParts::split(&text);
        Ok(Self { text, parts, kind: None, primary: false, display: None, slot: None })
    }

    /// A phone of parts; its text is composed of them.
    pub fn from_parts(parts: PhoneParts) -> Self {
        Self {
            text: parts.compose(),
            parts: Some(parts),
            kind: None,
            primary: false,
            display: None,
            slot: None,
        }
    }

    /// A phone as the store keeps it.
    pub fn stored(text: String, parts: Option<PhoneParts>) -> Self {
        Self { text, parts, kind: None, primary: false, display: None, slot: None }
    }

    /// The whole number as one text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its parts, when they are known.
    pub fn parts(&self) -> Option<&PhoneParts> {
        self.parts.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_exact_form_fills_the_parts_and_composes_back() {
        for text in ["+91-9876543210", "+355-12312311x907"] {
            assert_eq!(Phone::from_text(text.to_owned()).unwrap().parts().unwrap().compose(), text);
        }
    }

    #[test]
    fn other_texts_are_kept_as_they_are() {
        for text in [
            "+1 555 0100",
            "5550000000",
            "+12345-123",
            "+1-12",
            "+1-123x",
            "++1-123",
            "+1-123456x12345678901",
        ] {
            let phone = Phone::from_text(text.to_owned()).unwrap();
            assert_eq!((phone.text(), phone.parts()), (text, None));
        }
    }

    #[test]
    fn without_country_the_number_stands_alone() {
        let parts = PhoneParts { country: None, number: "12312311".into(), extension: Some("907".into()) };
        assert_eq!(Phone::from_parts(parts).text(), "12312311x907");
    }

    #[test]
    fn an_address_has_one_to_320_characters() {
        assert!(Email::new(String::new()).is_err());
        assert!(Email::new("é".repeat(320)).is_ok());
        assert!(Email::new("é".repeat(321)).is_err());
        assert!(Email::new("a\u{0}@b".into()).is_err());
    }
}
