//! The code tables as this dialect reads them (section 5.7), and what it prints out of them.

use std::sync::Arc;

use directory::codes::{Code, CodeTables};
use model::{Dialect, Rule, UserView};

use super::residue;

const STATUS: &str = "UserStatus";
const LOCALE: &str = "Locale";
const COMPANY: &str = "Company";
/// The field whose pin holds a status that is not the first of its kind.
pub(super) const PINNED: &str = "enabled";

/// The tables of the caller's organisation, and the site's default.
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    tables: Arc<CodeTables>,
    default_locale: Arc<str>,
}

impl Codes {
    pub const fn new(tables: Arc<CodeTables>, default_locale: Arc<str>) -> Self {
        Self { tables, default_locale }
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
        let ours = |pin: &&model::Pin| pin.field == PINNED && pin.dialect == Dialect::Oipa;
        let pinned = view.pins.iter().find(ours).and_then(|pin| self.tables.find(STATUS, &pin.wording));
        let plain = if enabled { "01" } else { "02" };
        let code = pinned.filter(|code| code.flag == enabled).or_else(|| self.tables.first(STATUS, enabled));
        code.map_or(plain, |code| &code.code)
    }

    /// The locale of a user, or the site's default.
    pub fn locale_of<'a>(&'a self, view: &'a UserView) -> &'a str {
        said(view, residue::LOCALE).unwrap_or(&self.default_locale)
    }
}

/// What a status says: the enabled axis alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub enabled: bool,
    /// The code, where it is not the first of its kind.
    pub wording: Option<String>,
}

/// What was said through this dialect and the record has no word for.
pub(super) fn said<'a>(view: &'a UserView, name: &str) -> Option<&'a str> {
    view.residue.get(&Dialect::Oipa).and_then(|said| said.text(name))
}
