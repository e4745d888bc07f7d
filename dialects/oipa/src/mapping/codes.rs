//! The code tables as this dialect reads them (section 5.7), and what it prints out of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use directory::codes::{Code, CodeTables};
use model::{Dialect, Rule, UserView};

use super::residue;
use crate::Settings;

const STATUS: &str = "UserStatus";
const LOCALE: &str = "Locale";
const COMPANY: &str = "Company";
/// The field whose pin holds a status that is not the first of its kind.
pub(super) const PINNED: &str = "enabled";
/// The field whose pin holds a locale that its language does not tell.
pub(super) const PINNED_LOCALE: &str = "locale";

/// The tables of the caller's organisation, and the site's words for locales.
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    tables: Arc<CodeTables>,
    default_locale: Arc<str>,
    languages: Arc<BTreeMap<String, String>>,
}

impl Codes {
    pub fn new(tables: Arc<CodeTables>, settings: &Settings) -> Self {
        let (default_locale, languages) = (settings.default_locale_code.clone(), settings.locale_map.clone());
        Self { tables, default_locale, languages }
    }

    /// The status that this code stands for.
    pub fn status(&self, code: &str) -> Result<Status, Rule> {
        let found = self.in_table(STATUS, code)?;
        let is_first = self.tables.first(STATUS, found.flag).is_some_and(|first| first.code == found.code);
        Ok(Status { enabled: found.flag, wording: (!is_first).then(|| found.code.clone()) })
    }

    /// Refuses what is in the table of locales.
    pub fn locale(&self, code: String) -> Result<String, Rule> {
        self.in_table(LOCALE, &code)?;
        Ok(code)
    }

    /// Refuses what is no company's name.
    pub fn company(&self, name: String) -> Result<String, Rule> {
        self.in_table(COMPANY, &name)?;
        Ok(name)
    }

    fn in_table(&self, table: &str, code: &str) -> Result<&Code, Rule> {
        if code.trim().is_empty() {
            return Err(Rule::Required);
        }
        self.tables.find(table, code).ok_or(Rule::UnknownValue)
    }

    /// The status of a user: its own wording while the table has it and it says what the user is, else the first code
    /// of its kind. Loading other tables enables and disables nobody.
    pub fn status_of<'a>(&'a self, view: &'a UserView) -> &'a str {
        let enabled = view.user.enabled;
        let pinned = pin_of(view, PINNED).and_then(|wording| self.tables.find(STATUS, wording));
        let plain = if enabled { "01" } else { "02" };
        let code = pinned.filter(|code| code.flag == enabled).or_else(|| self.tables.first(STATUS, enabled));
        code.map_or(plain, |code| &code.code)
    }

    /// What a code of a locale says: its language, where the site gives it one (`one-record` 1.4).
    pub fn spoken(&self, code: &str) -> Spoken {
        let language = self.languages.get(code).cloned();
        let plain = language.as_deref().and_then(|language| self.code_of(language));
        let is_told = self.languages.is_empty() || plain == Some(code);
        Spoken { language, wording: (!is_told).then(|| code.to_owned()) }
    }

    /// The locale of a user, or the site's default. A language that was set elsewhere shows the code that stands for it,
    /// where there is one; else what was said here stands.
    pub fn locale_of<'a>(&'a self, view: &'a UserView) -> &'a str {
        let pinned = pin_of(view, PINNED_LOCALE).filter(|_| !self.languages.is_empty());
        let mapped = || self.code_of(view.user.locale.as_deref()?);
        let said = || said(view, residue::LOCALE);
        pinned.or_else(mapped).or_else(said).unwrap_or(&self.default_locale)
    }

    /// The first code that stands for a language.
    fn code_of(&self, language: &str) -> Option<&str> {
        let mut codes = self.languages.iter();
        codes.find(|(_, known)| known.eq_ignore_ascii_case(language)).map(|(code, _)| code.as_str())
    }
}

/// What a status says: the enabled axis alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub enabled: bool,
    /// The code, where it is not the first of its kind.
    pub wording: Option<String>,
}

/// What a locale says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spoken {
    /// The language tag.
    pub language: Option<String>,
    /// The code, where the language does not tell it.
    pub wording: Option<String>,
}

/// The wording of a field that stands.
fn pin_of<'a>(view: &'a UserView, field: &str) -> Option<&'a str> {
    let ours = |pin: &&model::Pin| pin.field == field && pin.dialect == Dialect::Oipa;
    view.pins.iter().find(ours).map(|pin| pin.wording.as_str())
}

/// What was said through this dialect and the record has no word for.
pub(super) fn said<'a>(view: &'a UserView, name: &str) -> Option<&'a str> {
    view.residue.get(&Dialect::Oipa).and_then(|said| said.text(name))
}
