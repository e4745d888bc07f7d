//! The rules of single values (section 6.6).

use std::borrow::Cow;

use directory::Draft;
use directory::passwords::{MAX_CHARACTERS, Password, PasswordRefused, PolicyRules};
use directory::users::PasswordRule;
use model::{Email, GroupName, Invalid, Login, Refusal, Rule, Timestamp, text};

use crate::Settings;

/// The algorithms that may be named (section 6.6).
const ALGORITHMS: [&str; 4] = ["MD5", "SHA-1", "SHA-256", "SHA-512"];
/// The most characters of a personnel number.
const MAX_PERSONNEL_NUMBER: usize = 80;

/// The most bytes of an instant: twice what the longest needs.
const MAX_INSTANT: usize = 32;

/// The rules that were broken, in the order of the members.
#[derive(Default)]
pub(super) struct Violations(Vec<Invalid>);

impl Violations {
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, rule: Rule) {
        self.0.push(Invalid { field: field.into(), rule });
    }

    /// Notes what `checked` refuses; none then.
    pub fn check<T>(&mut self, field: &'static str, checked: Result<T, Rule>) -> Option<T> {
        checked.map_err(|rule| self.add(field, rule)).ok()
    }

    /// As [`Self::check`], of what may break several rules. Any other refusal ends the reading.
    pub fn gather<T>(&mut self, read: Draft<T>) -> Draft<Option<T>> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(Refusal::Invalid(broken)) => {
                self.0.extend(broken);
                Ok(None)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// What was read. Refuses `Invalid` when any rule was broken; where nothing was read, one was.
    pub fn unless_any<T>(self, read: Option<T>) -> Draft<T> {
        read.filter(|_| self.0.is_empty()).ok_or(Refusal::Invalid(self.0))
    }
}

/// A login that is not blank (`one-record` 3.2).
pub(super) fn login(name: &str) -> Result<Login, Rule> {
    if name.trim().is_empty() { Err(Rule::Required) } else { Login::new(name) }
}

/// The name of a group that is not blank (`one-record` 3.2).
pub(super) fn group_name(name: &str) -> Result<GroupName, Rule> {
    if name.trim().is_empty() { Err(Rule::Required) } else { GroupName::new(name) }
}

/// A name that must not be blank.
pub(super) fn name(name: String) -> Result<String, Rule> {
    if name.trim().is_empty() { Err(Rule::Required) } else { plain(name) }
}

/// Any text.
pub(super) fn plain(plain: String) -> Result<String, Rule> {
    text::checked(plain, text::MAX_TEXT)
}

/// Letters and digits of any script.
pub(super) fn personnel_number(number: String) -> Result<String, Rule> {
    if !number.chars().all(char::is_alphanumeric) {
        return Err(Rule::Format("must hold letters and digits only"));
    }
    text::checked(number, MAX_PERSONNEL_NUMBER)
}

/// One `@` with something on both sides.
pub(super) fn email(address: String) -> Result<Email, Rule> {
    match address.split_once('@') {
        _ if address.is_empty() => Err(Rule::Required),
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() && !domain.contains('@') => {
            Email::new(address)
        }
        _ => Err(Rule::Format("must be an address such as name@example.com")),
    }
}

/// The name of an algorithm: a label, and never how anything is stored.
pub(super) fn algorithm(name: String) -> Result<String, Rule> {
    let known = ALGORITHMS.iter().any(|algorithm| algorithm.eq_ignore_ascii_case(&name));
    known.then_some(name).ok_or(Rule::UnknownValue)
}

/// A password; its policy is asked in the core.
pub(super) fn password(given: String, settings: Settings) -> Result<(Password, PasswordRule), Rule> {
    let password = Password::new(given).map_err(|refused| match refused {
        PasswordRefused::Blank => Rule::Required,
        PasswordRefused::TooLong => Rule::TooLong { max: MAX_CHARACTERS },
        PasswordRefused::Nul => Rule::ControlCharacter,
    })?;
    let rules = PolicyRules::kron(settings.password_strength);
    Ok((password, PasswordRule::Own { policy: "Kron", rules }))
}

/// A truth inside `properties`, in any case.
pub(super) fn truth(text: &str) -> Result<bool, Rule> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Ok(true),
        _ if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(Rule::Type("true or false")),
    }
}

/// An instant inside `properties`: decimal milliseconds. Its wording may be kept, so it is not without a limit.
pub(super) fn instant(text: &str) -> Result<Timestamp, Rule> {
    let short = Some(text).filter(|text| text.len() <= MAX_INSTANT);
    let millis = short.and_then(|text| text.parse().ok()).and_then(Timestamp::from_millis);
    millis.ok_or(Rule::Type("milliseconds since 1970"))
}
