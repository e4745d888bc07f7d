//! Which part of a list is wanted, and of whom (contract section 6.2).

use std::sync::Arc;

use directory::Draft;
use directory::users::{Among, Choice, Parts, Stretch};
use model::{Refusal, Rule, Timestamp, fold};

use super::shown::{PARTS, Shown};
use crate::Settings;
use crate::input::{BadValue, Details, Query};
use crate::wire::Key;

/// Where a list begins, counted from 1.
const START: &str = "STARTINDEX";
/// How many are wanted at most.
const LIMIT: &str = "LIMIT";
/// What is searched.
pub const COLUMN: &str = "SEARCHCOLUMN";
/// What is searched for.
const VALUE: &str = "SEARCHVALUE";
/// The word for every column.
const ALL: &str = "ALL";
/// So many, unless others are asked for.
const DEFAULT_LIMIT: u32 = 100;
/// Never more.
const MOST: u32 = 1_000;

/// A page and a search, as any list of this dialect takes them.
pub struct Paging {
    pub stretch: Stretch,
    /// The column to be searched, as sent; none: all.
    pub column: Option<String>,
    /// The text to be found; none: all rows are wanted.
    pub value: Option<String>,
}

impl Paging {
    /// Out of the parameters of `INPUT_DATA`, else those of the query.
    pub fn read(details: Option<&Details>, query: &Query<'_>) -> Draft<Self> {
        let sent = Sent { details, query };
        let column = sent.text(COLUMN)?.filter(|column| !column.eq_ignore_ascii_case(ALL));
        Ok(Self { stretch: sent.stretch()?, column, value: sent.text(VALUE)? })
    }
}

fn at_least_one(limit: i64) -> Draft<u32> {
    let bad = || Refusal::invalid(LIMIT, Rule::Format("must be 1 or more"));
    if limit < 1 { Err(bad()) } else { Ok(u32::try_from(limit).unwrap_or(MOST)) }
}

/// The page of users that is wanted, and of whom; none: of all.
pub fn wanted_users(
    paging: Draft<Paging>,
    settings: &Arc<Settings>,
    now: Timestamp,
) -> Draft<(Stretch, Option<Choice>)> {
    let paging = paging?;
    let column = paging
        .column
        .map(|column| Key::by_name(&column).ok_or_else(|| Refusal::invalid(COLUMN, Rule::UnknownValue)));
    let column = column.transpose()?;
    let choice = paging.value.map(|value| having(column, &value, settings, now));
    Ok((paging.stretch, choice))
}

/// Users in one of whose members, or in this one, the text occurs, compared without case.
fn having(column: Option<Key>, value: &str, settings: &Arc<Settings>, now: Timestamp) -> Choice {
    let (settings, text) = (Arc::clone(settings), fold::key(value));
    let columns = column.as_ref().map_or(Key::ALL, std::slice::from_ref).to_vec();
    Choice::new(among(column, value), parts(column), move |view| {
        let shown = Shown { view, now, zone: &settings.time_zone };
        columns.iter().any(|key| fold::key(&shown.text(*key)).contains(&text))
    })
}

/// Whom an index tells. A full name without one of its own is the given and the family name with a blank between them,
/// so a text with a blank may stand in neither.
fn among(column: Option<Key>, value: &str) -> Among {
    match column {
        Some(Key::Username | Key::FirstName | Key::LastName | Key::Email | Key::SecondaryEmail) => {
            Among::holding(value)
        }
        Some(Key::FullName) if !value.contains(char::is_whitespace) => Among::holding(value),
        Some(_) | None => Among::Everybody,
    }
}

/// What is read of a user to look at a member: for those that are no columns, everything.
const fn parts(column: Option<Key>) -> Parts {
    match column {
        Some(
            Key::UserId
            | Key::Username
            | Key::FirstName
            | Key::LastName
            | Key::FullName
            | Key::Department
            | Key::Location
            | Key::IsApiUser
            | Key::Status
            | Key::Created
            | Key::Modified,
        ) => Parts::NONE,
        Some(Key::Email | Key::SecondaryEmail) => Parts { emails: true, ..Parts::NONE },
        Some(_) | None => PARTS,
    }
}

/// Parameters of `INPUT_DATA`, and of the query beside it.
pub struct Sent<'a> {
    pub details: Option<&'a Details>,
    pub query: &'a Query<'a>,
}

impl Sent<'_> {
    /// The page that is wanted.
    pub fn stretch(&self) -> Draft<Stretch> {
        let start = self.integer(START)?.unwrap_or(1);
        let limit = self.integer(LIMIT)?.map_or(Ok(DEFAULT_LIMIT), at_least_one)?;
        let offset = start.checked_sub(1).and_then(|offset| u64::try_from(offset).ok());
        let offset = offset.ok_or_else(|| Refusal::invalid(START, Rule::Format("must be 1 or more")))?;
        Ok(Stretch { offset, limit: limit.min(MOST) })
    }

    fn integer(&self, name: &'static str) -> Draft<Option<i64>> {
        let wrong = |bad: BadValue| Refusal::invalid(bad.parameter, Rule::Type("a whole number"));
        let said = self.details.map(|details| details.integer(name)).transpose().map_err(wrong)?;
        said.flatten().map_or_else(|| self.query.integer(name).map_err(wrong), |number| Ok(Some(number)))
    }

    /// A text, as sent.
    pub fn text(&self, name: &'static str) -> Draft<Option<String>> {
        let wrong = |bad: BadValue| Refusal::invalid(bad.parameter, Rule::Type("a text"));
        let said = self.details.map(|details| details.text(name)).transpose().map_err(wrong)?;
        match said.flatten() {
            Some(text) => Ok(Some(text.to_owned())),
            None => Ok(self.query.text(name).map_err(wrong)?.map(std::borrow::Cow::into_owned)),
        }
    }
}
