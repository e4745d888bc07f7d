//! The file of codes: TOML, every table in it, read whole and refused with all that is wrong.

mod entry;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;

use model::{Invalid, Refusal, Rule, fold};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Code, CodeTables, SECURITY_GROUP, TABLES, USER_STATUS};
use crate::Draft;

/// The longest file, in bytes.
pub const LONGEST: usize = 1024 * 1024;
/// The most codes of a file. A table is kept in memory whole and looked through from its beginning.
const MOST: usize = 10_000;

/// Tables that hold together: all are there and none that is unknown, no code stands twice in a table, a user can be
/// enabled and disabled, and has a locale and a company to be in. `ClientSex`, which nothing is checked against, and
/// the roll of security groups may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFile(CodeTables);

impl CodeFile {
    /// Reads a file. Refuses `Invalid` with everything that is wrong, each with its place and line.
    pub fn parse(text: &str) -> Draft<Self> {
        if text.len() > LONGEST {
            return Err(Refusal::TooLarge { limit: LONGEST });
        }
        let breaks = text.match_indices('\n').map(|(offset, _)| offset).collect();
        let mut reading = Reading { breaks, violations: Vec::new(), codes: Vec::new() };
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            for error in &errors {
                reading.is_no_toml(error);
            }
            return Err(Refusal::Invalid(reading.violations));
        }
        reading.document(document.get_ref());
        if reading.violations.is_empty() {
            Ok(Self(reading.codes.into_iter().collect()))
        } else {
            Err(Refusal::Invalid(reading.violations))
        }
    }

    /// The codes of a fresh store.
    pub fn shipped() -> Draft<Self> {
        Self::parse(include_str!("shipped.toml"))
    }

    /// The tables.
    pub const fn tables(&self) -> &CodeTables {
        &self.0
    }

    /// The names on the roll of security groups.
    pub(crate) fn roll(&self) -> impl Iterator<Item = &str> {
        self.0.rows(SECURITY_GROUP).iter().map(|code| code.code.as_str())
    }
}

/// What has been read so far, and what was wrong with it.
struct Reading {
    /// Where the lines of the text end.
    breaks: Vec<usize>,
    violations: Vec<Invalid>,
    codes: Vec<(String, Code)>,
}

impl Reading {
    fn is_no_toml(&mut self, error: &toml::de::Error) {
        let at = error.span().map_or(0, |span| span.start);
        let field = format!("line {} ({})", self.line(at), error.message().replace('\n', ", "));
        self.refuse(field, Rule::Format("is not TOML"));
    }

    fn document(&mut self, document: &DeTable<'_>) {
        let mut keys: Vec<_> = document.iter().collect();
        keys.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in keys {
            let at = format!("{} (line {})", name.get_ref(), self.line(name.span().start));
            match TABLES.iter().find(|table| **table == name.get_ref().as_ref()) {
                Some(table) => self.table(table, at, value.get_ref()),
                None => self.refuse(at, Rule::Format(UNKNOWN_TABLE)),
            }
        }
        for table in TABLES {
            if !document.contains_key(table) {
                self.refuse(table, Rule::Format("must be there, if only as an empty list"));
            }
        }
        if self.codes.len() > MOST {
            self.refuse("the file", Rule::Format("must have at most 10,000 codes"));
        }
    }

    fn table(&mut self, table: &'static str, at: String, value: &DeValue<'_>) {
        let DeValue::Array(entries) = value else {
            return self.refuse(at, Rule::Type("a list of codes"));
        };
        let mut seen = BTreeSet::new();
        let mut flags = BTreeSet::new();
        for (index, entry) in entries.iter().enumerate() {
            let place = (format!("{table}[{index}]"), self.line(entry.span().start));
            let Some(code) = self.entry(table, &place, entry) else { continue };
            // Two spellings of one name are one group.
            let key = if table == SECURITY_GROUP { fold::key(&code.code) } else { code.code.clone() };
            flags.insert(code.flag);
            if seen.insert(key) {
                self.codes.push((table.to_owned(), code));
            } else {
                self.refuse(format!("{} (line {}): {:?}", place.0, place.1, code.code), Rule::Twice);
            }
        }
        match table {
            USER_STATUS if flags.len() < 2 => self.refuse(at, Rule::Format(ONE_OF_EACH)),
            "Locale" | "Company" if entries.is_empty() => {
                self.refuse(at, Rule::Format("must have a code, or no user could be made"));
            }
            _ => {}
        }
    }

    /// One code, and none where something is wrong with it.
    fn entry(
        &mut self,
        table: &'static str,
        (place, line): &(String, usize),
        entry: &Spanned<DeValue<'_>>,
    ) -> Option<Code> {
        let before = self.violations.len();
        let code = entry::read(table, entry.get_ref(), &mut |leaf, rule| {
            let dot = if leaf.is_empty() { "" } else { "." };
            let field = format!("{place}{dot}{leaf} (line {line})");
            self.violations.push(Invalid { field: field.into(), rule });
        });
        code.filter(|_| self.violations.len() == before)
    }

    fn refuse(&mut self, field: impl Into<Cow<'static, str>>, rule: Rule) {
        self.violations.push(Invalid { field: field.into(), rule });
    }

    /// Counted from 1.
    fn line(&self, offset: usize) -> usize {
        self.breaks.partition_point(|end| *end < offset) + 1
    }
}

const UNKNOWN_TABLE: &str = "is no table; there are UserStatus, Locale, ClientSex, Company and SecurityGroup";
const ONE_OF_EACH: &str = "must have a code with enabled = true and one with enabled = false";
