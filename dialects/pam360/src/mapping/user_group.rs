//! User groups (contract section 6, O4 and O21 to O24).

use std::sync::Arc;

use directory::Draft;
use directory::groups::{Contents, GroupChange, GroupChoice, GroupEdit, GroupRef, NewGroup};
use directory::users::{Stretch, UserRef};
use model::{Group, GroupName, Noun, Refusal, Rule, fold};

use super::page::{COLUMN, Paging};
use crate::input::{BadValue, Details, Query};
use crate::wire::{MAX_TEXT, UserGroup, field};

const NAME: &str = "USERGROUPNAME";
const DESCRIPTION: &str = "DESCRIPTION";
/// A group's number in a path.
pub const NUMBER: &str = "USERGROUPID";
const USERS: &str = "USERIDS";

/// A group of a list, with so many members.
pub fn user_group(group: &Group, members: u64) -> UserGroup<'_> {
    UserGroup {
        usergroupid: group.number.to_string(),
        usergroupname: group.name.as_str(),
        description: group.description.as_deref().unwrap_or_default(),
        noofusers: members.to_string(),
    }
}

/// The group whose number stands in a path: digits only. More of them than a number has are no group's.
pub fn numbered(sent: &str) -> Draft<GroupRef> {
    if sent.is_empty() || !sent.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::invalid(NUMBER, Rule::Type("a whole number")));
    }
    sent.parse().map(GroupRef::Number).map_err(|_| Refusal::no_such(Noun::Group, sent))
}

/// The group that the query names. A name that no group can have is none's.
pub fn named(query: &Query<'_>) -> Draft<GroupRef> {
    let wrong = |bad: BadValue| Refusal::invalid(bad.parameter, Rule::Type("a text"));
    let sent = query.text(NAME).map_err(wrong)?.ok_or_else(|| Refusal::invalid(NAME, Rule::Required))?;
    GroupName::new(&sent).map(GroupRef::Name).map_err(|_| Refusal::no_such(Noun::Group, sent))
}

/// The group that O22 makes, with those who are in it from the beginning.
pub fn new_group(details: &Details) -> Draft<(NewGroup, Contents)> {
    let name = field::group(field::required(details, NAME, MAX_TEXT)?)?;
    let description = field::text(details, DESCRIPTION, MAX_TEXT)?.map(str::to_owned);
    let members = users(details)?.unwrap_or_default();
    Ok((NewGroup { name, description }, Contents { members, ..Contents::default() }))
}

/// What O23 changes: only what is given, and a blank description takes it back. What is sent as it stands is not looked at.
pub fn group_edit(details: &Details) -> Draft<GroupEdit> {
    let name = field::given(details, NAME)?.map(str::to_owned);
    let cleared = details.is_blank(DESCRIPTION);
    let description = field::given(details, DESCRIPTION)?.map(str::to_owned);
    Ok(Arc::new(move |view| {
        let mut changes = Vec::new();
        if let Some(name) = name.as_deref().filter(|name| *name != view.group.name.as_str()) {
            changes.push(GroupChange::Name(field::group(field::checked(NAME, name, MAX_TEXT)?)?));
        }
        if let Some(text) =
            description.as_deref().filter(|text| view.group.description.as_deref() != Some(*text))
        {
            let text = field::checked(DESCRIPTION, text, MAX_TEXT)?;
            changes.push(GroupChange::Description(Some(text.to_owned())));
        } else if cleared {
            changes.push(GroupChange::Description(None));
        }
        Ok(changes)
    }))
}

/// The users that O24 adds or removes.
pub fn some_users(details: &Details) -> Draft<Vec<UserRef>> {
    users(details)?.ok_or_else(|| Refusal::invalid(USERS, Rule::Required))
}

fn users(details: &Details) -> Draft<Option<Vec<UserRef>>> {
    let wrong = |bad: BadValue| Refusal::invalid(bad.parameter, Rule::Type("a list of whole numbers"));
    let numbers = details.integers(USERS).map_err(wrong)?;
    Ok(numbers.map(|numbers| numbers.into_iter().map(UserRef::Number).collect()))
}

/// What a search looks at.
#[derive(Clone, Copy)]
enum Column {
    Number,
    Name,
    Description,
}

impl Column {
    const ALL: [Self; 3] = [Self::Number, Self::Name, Self::Description];

    const fn parameter(self) -> &'static str {
        match self {
            Self::Number => NUMBER,
            Self::Name => NAME,
            Self::Description => DESCRIPTION,
        }
    }

    fn of(sent: &str) -> Draft<Self> {
        let found = Self::ALL.into_iter().find(|column| column.parameter().eq_ignore_ascii_case(sent));
        found.ok_or_else(|| Refusal::invalid(COLUMN, Rule::UnknownValue))
    }

    fn holds(self, group: &Group, text: &str) -> bool {
        match self {
            Self::Number => group.number.to_string().contains(text),
            Self::Name => group.name.key().contains(text),
            Self::Description => {
                group.description.as_deref().is_some_and(|description| fold::key(description).contains(text))
            }
        }
    }
}

/// The page of groups that is wanted, and of which; none: of all.
pub fn wanted_groups(paging: Paging) -> Draft<(Stretch, Option<GroupChoice>)> {
    let column = paging.column.as_deref().map(Column::of).transpose()?;
    let choice = paging.value.map(|value| {
        let text = fold::key(&value);
        let columns = column.map_or(Column::ALL.to_vec(), |column| vec![column]);
        GroupChoice::of(move |group| columns.iter().any(|column| column.holds(group, &text)))
    });
    Ok((paging.stretch, choice))
}
